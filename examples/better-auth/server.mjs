// Better Auth at /api/auth/*, and /tasks, where the token that /api/auth/token gives is the only proof: it
// goes to the database as it came, and the database says whose tasks these are.
//
// auth.mjs says what the database needs. Then:
//   npm install better-auth kysely pg
//   export BETTER_AUTH_URL=http://localhost:3000 BETTER_AUTH_SECRET=$(openssl rand -hex 32)
//   AUTH_DATABASE_URL=postgres://auth@localhost/mine APP_DATABASE_URL=postgres://app@localhost/mine node server.mjs
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { toNodeHandler } from 'better-auth/node'
import pg from 'pg'
import { asUser } from '../node-postgres/tasks.mjs'
import { auth } from './auth.mjs'

const app = new pg.Pool({ connectionString: process.env.APP_DATABASE_URL })
app.on('error', ({ message }) => console.warn(message))

const LONGEST_BODY = 16384 // bytes: it is read before the token is looked at

const routes = {
  'GET /tasks': async (client) => {
    const { rows } = await client.query('SELECT todo.tasks_page() AS page')
    return rows[0].page
  },
  'POST /tasks': async (client, { title, description }) => {
    const { rows } = await client.query('SELECT * FROM todo.create_task($1, $2)', [title, description])
    return rows[0]
  },
}

function statusOf({ code, severity }) {
  if (severity === 'FATAL') return 500 // of connecting: it names roles and addresses
  if (code === '28000') return 401
  if (/^PT\d{3}$/.test(code)) return Number(code.slice(2))
  return /^2[23]/.test(code) ? 400 : 500
}

async function serveTasks(request, response) {
  const reply = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const route = routes[`${request.method} ${request.url}`]
  if (!route) return reply(404, { error: 'no such route' })
  try {
    const [, token = ''] = request.headers.authorization?.match(/^Bearer (.*)$/i) ?? [] // none proves nothing
    const posts = request.method === 'POST'
    if (posts && !(Number(request.headers['content-length']) <= LONGEST_BODY)) return reply(413, { error: 'too long' })
    const body = posts ? await json(request) : null
    reply(200, await asUser(app, token, (client) => route(client, body ?? {})))
  } catch (error) {
    const status = error instanceof SyntaxError ? 400 : statusOf(error)
    if (status === 500) console.error(error)
    reply(status, { error: status === 500 ? 'internal error' : error.message })
  }
}

const serveAuth = toNodeHandler(auth)
const server = createServer((request, response) =>
  (request.url.startsWith('/api/auth/') ? serveAuth : serveTasks)(request, response),
)
server.listen(process.env.PORT ?? 3000, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
)
