// Better Auth keeps accounts in todo's own tables, and its token alone opens a user's tasks: over HTTP, by
// roles that can do no more than they must, and with nothing left once the account is deleted.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { getMigrations } from 'better-auth/db/migration'
import { createJwk, signJWT } from 'better-auth/plugins/jwt'
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'

const URL_OF_SERVICE = 'https://tasks.example' // issuer and audience of its tokens; nobody connects there
const PASSWORD = 'correct horse battery staple'
const AUTH_ROLE = `todo_test_auth_${process.pid}`
const APP_ROLE = `todo_test_app_${process.pid}`
const DATABASE = `todo_better_auth_${process.pid}`
const ADOPTED = `todo_better_auth_adopted_${process.pid}`
const TABLES = ['account', 'jwks', 'session', 'verification']
const EXAMPLE = '../../examples/better-auth'

Object.assign(process.env, {
  BETTER_AUTH_URL: URL_OF_SERVICE,
  BETTER_AUTH_SECRET: randomBytes(32).toString('hex'),
  BETTER_AUTH_TELEMETRY: '0',
})

const open = [] // what must be closed at the end, the last first

const address = (role, database) => `postgres://${role}@/${database}?host=${encodeURIComponent(process.env.PGHOST)}`

async function connect(role, database) {
  const client = new pg.Client({ connectionString: address(role, database) })
  await client.connect()
  open.push(() => client.end())
  return client
}

// The example's configuration, against that database, in this process.
async function loadAuth(role, database) {
  process.env.AUTH_DATABASE_URL = address(role, database)
  const example = await import(`${EXAMPLE}/auth.mjs?${role}.${database}`)
  open.push(() => example.database.end())
  return example.auth
}

// The example's server as a process of its own; its address.
async function serve(database) {
  const server = spawn(process.execPath, [new URL(`${EXAMPLE}/server.mjs`, import.meta.url).pathname], {
    env: {
      ...process.env,
      PORT: '0',
      AUTH_DATABASE_URL: address(AUTH_ROLE, database),
      APP_DATABASE_URL: address(APP_ROLE, database),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => server.kill()
  process.once('exit', kill)
  const ended = new Promise((resolve) => server.once('exit', resolve))
  open.push(async () => {
    kill()
    await ended
  })
  for await (const line of createInterface(server.stdout)) {
    const [, found] = line.match(/^listening on (http:\S+)$/) ?? []
    if (found) {
      server.stdout.resume()
      return found
    }
  }
  throw new Error('the server ended before it listened')
}

// What a browser does: keeps cookies, says where the page is from.
class Browser {
  #server
  #cookies = new Map()

  constructor(server) {
    this.#server = server
  }

  async send(method, path, body) {
    const response = await fetch(this.#server + path, {
      method,
      headers: {
        origin: URL_OF_SERVICE,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/)
      if (value) this.#cookies.set(name, value)
      else this.#cookies.delete(name)
    }
    return { status: response.status, body: await response.json() }
  }

  async token() {
    const { status, body } = await this.send('GET', '/api/auth/token')
    assert.equal(status, 200)
    return body.token
  }
}

let count = 0
async function signUp(server, name) {
  const browser = new Browser(server)
  const email = `${name}.${++count}@example.com`
  const { status, body } = await browser.send('POST', '/api/auth/sign-up/email', { name, email, password: PASSWORD })
  assert.equal(status, 200, JSON.stringify(body))
  return { browser, email, id: body.user.id }
}

// Tasks over HTTP, with nothing but a token.
async function tasks(method, token, body) {
  const response = await fetch(`${service}/tasks`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

async function titles(token) {
  const { status, body } = await tasks('GET', token)
  assert.equal(status, 200, JSON.stringify(body))
  return body.items.map((task) => task.title)
}

const REFUSED = { status: 401, body: { error: 'the token is refused' } }

const partsOf = (token) => token.split('.').map((part) => Buffer.from(part, 'base64url'))
const claimsOf = (token) => JSON.parse(partsOf(token)[1])
const keyOf = (token) => JSON.parse(partsOf(token)[0]).kid

async function rows(client, sql, values) {
  return (await client.query({ text: sql, values, rowMode: 'array' })).rows
}

const refusedBy = (client, sql, code) => assert.rejects(client.query(sql), { code }, sql)

async function tablesOf(client) {
  const found = await rows(
    client,
    "SELECT oid::regclass::text, relname FROM pg_class WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r' ORDER BY 2",
  )
  return new Map(found.map(([qualified, name]) => [name, qualified]))
}

// The number of rows in each table of schema todo, whatever tables there are.
async function countRows() {
  const counts = {}
  for (const [name, qualified] of await tablesOf(admin))
    counts[name] = Number((await rows(admin, `SELECT count(*) FROM ${qualified}`))[0][0])
  return counts
}

// The tables that have a row with one of the texts in it, in any column.
async function tablesThatMention(...texts) {
  const found = []
  for (const [name, qualified] of await tablesOf(admin)) {
    const [[hits]] = await rows(
      admin,
      `SELECT count(*) FROM ${qualified} t WHERE EXISTS (SELECT FROM unnest($1::text[]) x WHERE strpos(t::text, x) > 0)`,
      [texts],
    )
    if (hits !== '0') found.push(name)
  }
  return found
}

// What Better Auth's migrator would do to the database of `auth`.
async function proposals(auth) {
  const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems, compileMigrations } =
    await getMigrations({ ...auth.options, logger: { level: 'error' } }) // users' name may be null: it warns of that
  return {
    created: toBeCreated.map(({ table }) => table).sort(),
    others: [...toBeAdded, ...toBeAddedIndexes, ...unsafeChanges, ...schemaProblems],
    sql: await compileMigrations(),
  }
}
const NOTHING = { created: [], others: [], sql: ';' }

// Whose tokens the database takes; null is nobody's. Returns once the server has read it.
async function trust(issuer) {
  for (const setting of ['todo.jwt_issuer', 'todo.jwt_audience'])
    await admin.query(issuer ? `ALTER SYSTEM SET ${setting} = '${issuer}'` : `ALTER SYSTEM RESET ${setting}`)
  await admin.query('SELECT pg_reload_conf()')
  for (let seen; seen !== (issuer ?? ''); ) {
    const client = new pg.Client({ connectionString: address('postgres', DATABASE) })
    await client.connect()
    seen = (await rows(client, "SELECT coalesce(current_setting('todo.jwt_audience', true), '')"))[0][0]
    await client.end()
  }
}

let cluster // as superuser, in the maintenance database
let admin // as superuser, in ours
let auth // Better Auth in this process, beside the one in the server
let service // the server's address

before(async () => {
  cluster = await connect('postgres', 'postgres')
  for (const database of [DATABASE, ADOPTED]) {
    await cluster.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`)
    open.push(() => cluster.query(`DROP DATABASE ${database} WITH (FORCE)`))
  }
  admin = await connect('postgres', DATABASE)
  await admin.query('CREATE EXTENSION todo')
  for (const [role, group] of [[AUTH_ROLE, 'todo_service'], [APP_ROLE, 'authenticated_user']]) {
    await cluster.query(`CREATE ROLE ${role} LOGIN IN ROLE ${group}`)
    open.splice(1, 0, () => cluster.query(`DROP ROLE ${role}`)) // after the databases
  }
  open.push(() => trust(null))
  await trust(URL_OF_SERVICE)
})

after(async () => {
  const failures = []
  for (const close of open.reverse()) await Promise.resolve(close()).catch((error) => failures.push(error))
  assert.deepEqual(failures, [])
})

test('install_better_auth() makes what the migrator wants, and nothing the second time', async () => {
  auth = await loadAuth(AUTH_ROLE, DATABASE)
  assert.deepEqual((await proposals(auth)).created, TABLES)
  const made = (await rows(admin, 'SELECT todo.install_better_auth()')).map(([title]) => title)
  for (const table of TABLES) {
    assert.ok(made.includes(`CREATE TABLE todo.${table}`), table)
    assert.ok(made.includes(`CREATE POLICY ${table}_service_policy ON todo.${table}`), table)
  }
  assert.deepEqual(await rows(admin, 'SELECT todo.install_better_auth()'), [])
  assert.deepEqual(await proposals(auth), NOTHING)
})

test('with no issuer and audience configured a genuine token is refused', async () => {
  service = await serve(DATABASE)
  const { browser } = await signUp(service, 'early')
  const token = await browser.token()
  assert.deepEqual(await titles(token), [])
  await trust(null)
  assert.deepEqual(await tasks('GET', token), REFUSED)
  await trust(URL_OF_SERVICE)
  assert.deepEqual(await titles(token), [])
})

test('sign-up, sign-in, token, and then tasks with that token as the only proof', async () => {
  const { email, id } = await signUp(service, 'alice')
  const browser = new Browser(service)
  assert.equal((await browser.send('POST', '/api/auth/sign-in/email', { email, password: 'wrong password' })).status, 401)
  assert.equal((await browser.send('GET', '/api/auth/token')).status, 401)
  const { body } = await browser.send('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
  assert.equal(body.user.id, id)

  const token = await browser.token()
  assert.deepEqual(Object.keys(claimsOf(token)).sort(), ['aud', 'exp', 'iat', 'iss', 'sub'])
  assert.equal(claimsOf(token).sub, id)
  const made = await tasks('POST', token, { title: 'Buy milk', description: 'two bottles' })
  assert.equal(made.status, 200)
  assert.equal(made.body.user_id, id)
  assert.deepEqual(await titles(token), ['Buy milk'])
  assert.equal((await tasks('POST', token, { title: ' ' })).status, 400)
  assert.equal((await tasks('POST', undefined, { title: 'x'.repeat(20_000) })).status, 413)
  assert.deepEqual(await rows(admin, 'SELECT email FROM todo.users WHERE id = $1', [id]), [[email]])
})

test('two users on one server see their own tasks alone', async () => {
  const people = [await signUp(service, 'bob'), await signUp(service, 'carol')]
  for (const person of people) person.token = await person.browser.token()
  for (let round = 0; round < 20; ++round)
    for (const { token, id } of people) assert.equal((await tasks('POST', token, { title: `${round}` })).body.user_id, id)
  const pages = await Promise.all(
    Array.from({ length: 40 }, (_, i) => tasks('GET', people[i % 2].token).then(({ body }) => [people[i % 2].id, body.items])),
  )
  for (const [id, items] of pages) {
    assert.equal(items.length, 20)
    for (const task of items) assert.equal(task.user_id, id)
  }
})

test('a token that is altered, expired, or from another hand is refused, and tells no more', async () => {
  const { browser, id } = await signUp(service, 'dave')
  const { id: victim } = await signUp(service, 'victim')
  const token = await browser.token()
  assert.deepEqual(await titles(token), []) // remembered from here on
  const [header, payload, signature] = partsOf(token)
  const join = (...parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
  const flipped = Buffer.from(signature)
  flipped[0] ^= 1
  const posing = JSON.stringify({ ...JSON.parse(payload), sub: victim })

  const now = Math.floor(Date.now() / 1000)
  const sign = async (claims) => (await auth.api.signJWT({ body: { payload: { sub: id, iat: now, ...claims } } })).token
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const forge = (claims) =>
    new SignJWT({ sub: id, iat: now, exp: now + 900, iss: URL_OF_SERVICE, aud: URL_OF_SERVICE }).setProtectedHeader({
      alg: 'EdDSA',
      kid: keyOf(token),
      ...claims,
    }).sign(privateKey)

  assert.deepEqual(await titles(await sign({})), []) // such a token is good
  const bad = {
    'none at all': undefined,
    empty: '',
    'no token': 'Buy milk',
    'its signature altered': join(header, payload, flipped),
    'its signature removed': join(header, payload, ''),
    'another subject': join(header, posing, signature),
    'not signed': join(JSON.stringify({ alg: 'none' }), posing, ''),
    expired: await sign({ iat: now - 7200, exp: now - 3600 }),
    'of another issuer': await sign({ iss: 'https://elsewhere.example' }),
    'for another audience': await sign({ aud: 'https://elsewhere.example' }),
    'for nobody': await sign({ sub: 'nobody' }),
    "by a stranger's key": await forge({}),
    'with the key in it': await forge({ jwk: await exportJWK(publicKey) }),
    'of a key that is not there': await forge({ kid: id }),
  }
  for (const [how, forged] of Object.entries(bad)) assert.deepEqual(await tasks('GET', forged), REFUSED, how)
  assert.deepEqual(await titles(token), [])
})

test('signing out ends the session, so that no more tokens come', async () => {
  const { browser, email } = await signUp(service, 'erin')
  const token = await browser.token()
  const other = new Browser(service)
  await other.send('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
  assert.equal((await browser.send('POST', '/api/auth/sign-out', {})).status, 200)
  assert.equal((await browser.send('GET', '/api/auth/token')).status, 401)
  await other.token() // another session of hers goes on
  assert.deepEqual(await titles(token), []) // and so does a token until its end
})

test('a key that goes takes its tokens with it at once, also where they were remembered', async () => {
  const { browser, id } = await signUp(service, 'frank')
  const app = await connect(APP_ROLE, DATABASE)
  const login = async (token) => {
    await app.query('BEGIN')
    try {
      return (await rows(app, 'SELECT todo.login($1)', [token]))[0][0]
    } finally {
      await app.query('ROLLBACK')
    }
  }
  const old = await browser.token()
  for (const _ of [1, 2]) assert.equal(await login(old), id)

  const { jwks } = auth.options.plugins.find((plugin) => plugin.id === 'jwt').options
  await createJwk({ context: await auth.$context }, { jwks })
  const young = await browser.token()
  assert.notEqual(keyOf(young), keyOf(old))
  for (const token of [old, young, old]) assert.equal(await login(token), id)

  const keeper = await connect(AUTH_ROLE, DATABASE)
  assert.equal((await keeper.query('DELETE FROM todo.jwks WHERE id = $1', [keyOf(old)])).rowCount, 1)
  await assert.rejects(login(old), { code: '28000', message: 'the token is refused' })
  assert.deepEqual(await tasks('GET', old), REFUSED)
  assert.equal(await login(young), id)
  assert.deepEqual(await titles(young), [])
})

test('keys of other algorithms, whose names Better Auth keeps beside them, prove tokens too', async () => {
  const { id } = await signUp(service, 'rita')
  const app = await connect(APP_ROLE, DATABASE)
  const context = { context: await auth.$context }
  const claims = { sub: id, iss: URL_OF_SERVICE, aud: URL_OF_SERVICE, exp: Math.floor(Date.now() / 1000) + 900 }
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    const options = { jwks: { keyPairConfig: { alg } } }
    await createJwk(context, options)
    const token = await signJWT(context, { options, payload: claims })
    assert.equal(decodeProtectedHeader(token).alg, alg)
    assert.deepEqual(await rows(app, 'SELECT todo.login($1, $2)', [token, 'session']), [[id]])
  }
})

test('who acts as an end user reaches none of the tables, and the service has no more than it needs', async () => {
  const { browser, email, id } = await signUp(service, 'grace')
  await browser.send('POST', '/api/auth/request-password-reset', { email })
  const app = await connect(APP_ROLE, DATABASE)
  const keeper = await connect(AUTH_ROLE, DATABASE)
  await app.query('SELECT todo.login($1, $2)', [await browser.token(), 'session'])
  assert.deepEqual(await rows(app, 'SELECT id FROM todo.users'), [[id]])
  for (const table of TABLES) {
    for (const sql of [`SELECT FROM todo.${table}`, `DELETE FROM todo.${table}`, `UPDATE todo.${table} SET id = id`])
      await refusedBy(app, sql, '42501')
    await refusedBy(app, `INSERT INTO todo.${table} (id) VALUES (DEFAULT)`, '42501')
    for (const sql of [`TRUNCATE todo.${table}`, `DROP TABLE todo.${table}`, `ALTER TABLE todo.${table} ADD x int`])
      await refusedBy(keeper, sql, '42501')
  }
  await refusedBy(keeper, 'CREATE TABLE todo.more ()', '42501')

  const holdsRows = async (table) => (await rows(keeper, `SELECT EXISTS (SELECT FROM todo.${table})`))[0][0]
  for (const table of TABLES) assert.equal(await holdsRows(table), true, table)
  await keeper.query('BEGIN')
  await keeper.query('SELECT todo.set_user($1)', [id])
  for (const table of TABLES) assert.equal(await holdsRows(table), false, table)
  await refusedBy(
    keeper,
    `INSERT INTO todo.session (expires_at, token, updated_at, user_id) VALUES ('infinity', 'x', now(), '${id}')`,
    '42501',
  )
  await keeper.query('ROLLBACK')
})

test('a connection that breaks in mid-request fails that request and nothing else', async () => {
  const { browser, email } = await signUp(service, 'judy')
  const token = await browser.token()
  await admin.query(`CREATE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`)
  await admin.query('CREATE TRIGGER cut AFTER INSERT ON todo.tasks FOR EACH ROW EXECUTE FUNCTION public.cut()')
  assert.equal((await tasks('POST', token, { title: 'never stored' })).status, 500)
  assert.deepEqual(await titles(token), [])
  await admin.query('CREATE TRIGGER cut AFTER INSERT ON todo.session FOR EACH ROW EXECUTE FUNCTION public.cut()')
  const signIn = () => fetch(`${service}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: URL_OF_SERVICE, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  assert.equal((await signIn()).status, 500)
  await admin.query('DROP FUNCTION public.cut CASCADE')
  // The pool may give out the broken connection once more before it hears of it.
  for (let tries = 0; tries < 100 && (await signIn()).status !== 200; ++tries) await wait(50)
  assert.equal((await signIn()).status, 200)
})

test('deleting the account leaves nothing of the user in any table', async () => {
  const before = await countRows()
  const { browser, email, id } = await signUp(service, 'heidi')
  const token = await browser.token()
  await browser.send('POST', '/api/auth/request-password-reset', { email })
  const app = await connect(APP_ROLE, DATABASE)
  const commands = ['done', 'thrown away', 'kept'].map((title) => ({ do: 'create_task', args: { title }, as: title[0] }))
  commands[0].key = 'heidi 1'
  await admin.query('INSERT INTO todo.identities (issuer, subject, user_id) VALUES ($1, $2, $3)', ['https://id.example', 'heidi', id])
  commands.push({ do: 'complete_task', args: { task_id: '$d' } }, { do: 'delete_task', args: { task_id: '$t' } })
  await app.query('SELECT todo.execute($1, $2)', [JSON.stringify(commands), token])
  for (const sql of [
    // the done one has been so for long
    'BEGIN',
    'SET LOCAL session_replication_role = replica',
    "UPDATE todo.tasks SET updated_at = now() - interval '1 year' WHERE completed",
    'COMMIT',
    'SELECT todo.run_maintenance()',
  ])
    await admin.query(sql)
  assert.deepEqual(await titles(token), ['kept'])
  const full = ['account', 'events', 'idempotency_keys', 'identities', 'session', 'tasks', 'tasks_archive', 'user_counters', 'users', 'verification']
  const mentioned = await tablesThatMention(id, email)
  for (const table of full) assert.ok(mentioned.includes(table), table)

  assert.equal((await browser.send('POST', '/api/auth/delete-user', { password: 'wrong password' })).status, 400)
  assert.deepEqual(await tablesThatMention(id, email), mentioned)
  assert.equal((await browser.send('POST', '/api/auth/delete-user', { password: PASSWORD })).status, 200)
  assert.deepEqual(await tablesThatMention(id, email), [])
  assert.deepEqual(await countRows(), before)

  assert.equal((await browser.send('GET', '/api/auth/token')).status, 401)
  assert.deepEqual(await titles(token), []) // good until its end, for nothing
  assert.equal((await tasks('POST', token, { title: 'from beyond' })).status, 400)
  assert.deepEqual(await countRows(), before)
})

test('after all that the migrator still proposes nothing, and the doctor finds nothing', async () => {
  assert.deepEqual(await proposals(auth), NOTHING)
  assert.deepEqual(await rows(admin, 'SELECT * FROM todo.doctor() WHERE NOT ok'), [])
})

test("tables that Better Auth's migrator made are closed by install_better_auth(), and kept", async () => {
  const owner = await connect('postgres', ADOPTED)
  await owner.query('CREATE EXTENSION todo')
  const theirs = await loadAuth('postgres', ADOPTED)
  await (await getMigrations(theirs.options)).runMigrations()
  const person = { name: 'ivan', email: 'ivan@example.com', password: PASSWORD }
  const { user } = await theirs.api.signUpEmail({ body: person })

  await owner.query(`ALTER TABLE todo.jwks OWNER TO ${AUTH_ROLE}`)
  await refusedBy(owner, 'SELECT todo.install_better_auth()', '42501')
  await owner.query('ALTER TABLE todo.jwks OWNER TO postgres')
  const made = (await rows(owner, 'SELECT todo.install_better_auth()')).map(([title]) => title)
  assert.deepEqual(made.filter((title) => title.startsWith('CREATE TABLE')), [])
  assert.deepEqual(await rows(owner, 'SELECT todo.install_better_auth()'), [])

  // closed as in a database where install_better_auth() made the tables
  for (const sql of [
    `SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies
     WHERE schemaname = 'todo' ORDER BY 1, 2`,
    `SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class
     WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r' ORDER BY 1`,
    'SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1',
    `SELECT relname, attname, atttypid::regtype::text, attnotnull, atthasdef FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
     WHERE relnamespace = 'todo'::regnamespace AND relkind = 'r' AND attnum > 0 ORDER BY 1, 2`,
  ])
    assert.deepEqual(await rows(owner, sql), await rows(admin, sql), sql)
  assert.deepEqual(await proposals(theirs), NOTHING)
  assert.deepEqual(await rows(owner, 'SELECT * FROM todo.doctor() WHERE NOT ok'), [])

  // and Better Auth goes on with what it had, as the service
  service = await serve(ADOPTED)
  const browser = new Browser(service)
  const { status, body } = await browser.send('POST', '/api/auth/sign-in/email', person)
  assert.equal(status, 200)
  assert.equal(body.user.id, user.id)
  const token = await browser.token()
  assert.equal((await tasks('POST', token, { title: 'Buy milk' })).body.user_id, user.id)
  assert.deepEqual(await titles(token), ['Buy milk'])
  const app = await connect(APP_ROLE, ADOPTED)
  for (const table of TABLES) await refusedBy(app, `SELECT FROM todo.${table}`, '42501')
})
