// Neon's two endpoints for a server of one's own, for development and tests: websockets to a PostgreSQL socket, and
// POST /sql. It checks nobody: whoever reaches the port may connect as far as pg_hba.conf lets this machine,
// but for the web pages that a browser here has open.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { json } from 'node:stream/consumers'
import { pipeline } from 'node:stream'
import { neonConfig } from '@neondatabase/serverless'
import pg from 'pg'
import { createWebSocketStream, WebSocket, WebSocketServer } from 'ws'

// folder: where the server's unix socket is.
export async function serve(folder, port = 0) {
  const server = createServer((request, response) => answer(folder, request).then(
    body => response.end(JSON.stringify(body)),
    ({ message, ...error }) => response.writeHead(400).end(JSON.stringify({ message, ...error }))))
  const sockets = new WebSocketServer({ server, verifyClient: ({ origin }) => !origin })
  sockets.on('connection', socket => {
    const client = createWebSocketStream(socket)
    pipeline(client, connect(`${folder}/.s.PGSQL.5432`), client, () => {})
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  const address = `127.0.0.1:${server.address().port}`
  Object.assign(neonConfig, {
    webSocketConstructor: WebSocket,
    wsProxy: () => address,
    useSecureWebSocket: false,
    pipelineConnect: false, // which would send a password before it is asked for
    fetchEndpoint: `http://${address}/sql`,
  })
  return async () => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
    server.closeAllConnections()
  }
}

// One query, or many as a transaction; values as PostgreSQL's text, which the driver parses.
const raw = { getTypeParser: () => value => value }
async function answer(folder, request) {
  if (request.headers.origin) throw new Error('not for web pages')
  const { username, pathname } = new URL(request.headers['neon-connection-string'])
  const client = new pg.Client({ host: folder, user: username, database: pathname.slice(1) })
  client.on('error', () => {}) // the query that is under way tells of it
  const run = ({ query, params }) => client.query({ text: query, values: params, rowMode: 'array', types: raw })
  const { queries, ...query } = await json(request)
  await client.connect()
  try {
    if (!queries) return await run(query)
    await client.query('BEGIN')
    const results = []
    for (const each of queries) results.push(await run(each))
    await client.query('COMMIT')
    return { results }
  } finally {
    await client.end()
  }
}
