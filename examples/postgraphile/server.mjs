// Serves graphile.config.mjs on the loopback interface:
//   DATABASE_URL=postgres://app@/todo PORT=5678 node server.mjs
//   curl http://127.0.0.1:5678/graphql -H "Authorization: Bearer $TOKEN" --json '{"query": "{ tasks { id title } }"}'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { postgraphile } from 'postgraphile'
import { grafserv } from 'postgraphile/grafserv/node'
import preset from './graphile.config.mjs'

const gateway = postgraphile(preset)
const server = createServer()
await gateway.createServ(grafserv).addTo(server)
await once(server.listen(process.env.PORT ?? 5678, '127.0.0.1'), 'listening')

export const url = `http://127.0.0.1:${server.address().port}/graphql`
console.log(url)

export async function close() {
  server.close()
  server.closeAllConnections()
  await gateway.release()
  await preset.pgServices[0].release()
}
