// PostGraphile's adaptor for `pg`, which also signs in, and sees the functions of extension todo.
import { createWithPgClient as createPlain } from 'postgraphile/adaptors/pg'

export function createWithPgClient(...options) {
  const withClient = createPlain(...options)
  const withOurs = (settings, work) => withClient(settings, async client => {
    if (settings == null) return work({ ...client, query: introspect.bind(null, client) })
    // The settings of a request have opened a transaction; what follows is done as the user of its token, or as nobody.
    await client.query({ text: 'SELECT todo.pre_request()' })
    return work(client)
  })
  return Object.assign(withOurs, { release: withClient.release })
}

// PostGraphile leaves out every function of an extension, and has no option to keep one. So it is told
// of the functions of todo as if they were the database's own.
async function introspect(client, query) {
  const { rows } = await client.query(query)
  const catalog = JSON.parse(rows[0].introspection)
  const todo = catalog.extensions.find(({ extname }) => extname === 'todo')
  catalog.depends = catalog.depends.filter(({ deptype, refobjid }) => deptype !== 'e' || refobjid !== todo._id)
  return { rows: [{ introspection: JSON.stringify(catalog) }] }
}
