// Neon's serverless driver: by websocket, by a batch over HTTP and by execute() in one request, each acts as the user of the
// token and of no other, and holds no identity between requests.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { neon, neonConfig, Pool } from '@neondatabase/serverless'
import { execute, transactionAs } from '../../examples/neon/tasks.mjs'
import { serve } from '../../examples/neon/local.mjs'
import { asUser, createTask, countTasks, listTasks, toggleTask } from '../../examples/node-postgres/tasks.mjs'
import { fixture, nobody, refused } from './support.mjs'

let todo, stop, pool, sql
before(async () => {
  todo = await fixture('neon')
  stop = await serve(process.env.PGHOST)
  const connectionString = `postgres://${todo.role}:unused@localhost/${todo.database}`
  pool = new Pool({ connectionString, max: 1 })
  sql = neon(connectionString)
})
after(async () => {
  await pool?.end()
  await stop?.()
  await todo?.drop()
})

const titles = tasks => tasks.map(({ title }) => title)

test('a pool over websockets is a pool of pg', async () => {
  const milk = await asUser(pool, todo.alice.token, client => createTask(client, 'Buy milk'))
  await asUser(pool, todo.bob.token, client => createTask(client, 'Pay the rent'))
  assert.deepEqual(titles(await asUser(pool, todo.alice.token, listTasks)), ['Buy milk'])
  assert.deepEqual(titles(await asUser(pool, todo.bob.token, listTasks)), ['Pay the rent'])
  await assert.rejects(asUser(pool, todo.bob.token, client => toggleTask(client, milk.id)), { code: 'PT404' })
  assert.equal((await pool.query('SELECT FROM todo.tasks')).rowCount, 0)
  await assert.rejects(asUser(pool, 'no token', listTasks), refused)
})

test('a batch over HTTP is one transaction, signed in by its first query', async () => {
  const [[made], counts] = await transactionAs(sql, todo.alice.token, [
    sql`SELECT * FROM todo.create_task(${'Buy bread'})`,
    sql`SELECT * FROM todo.count_tasks()`,
  ])
  assert.equal(made.user_id, todo.alice.id)
  assert.equal(counts[0].count, '2')
  const [seen] = await transactionAs(sql, todo.bob.token, [sql`SELECT title FROM todo.tasks`])
  assert.deepEqual(titles(seen), ['Pay the rent'])

  await assert.rejects(transactionAs(sql, todo.alice.token, [
    sql`SELECT * FROM todo.create_task('never stored')`,
    sql`SELECT * FROM todo.create_task(' ')`,
  ]), { code: '23514', constraint: 'chk_title_not_empty' })
  assert.equal((await asUser(pool, todo.alice.token, countTasks))[0].count, 2)
})

test('execute() signs in, works and forgets in one request', async () => {
  const [made, done, page] = await execute(sql, todo.alice.token, [
    { do: 'create_task', args: { title: 'Water the plants' }, as: 'plants', key: '4711' },
    { do: 'complete_task', args: { task_id: '$plants' } },
    { do: 'tasks_page', args: { completed: true } },
  ])
  assert.equal(made.user_id, todo.alice.id)
  assert.equal(done.id, made.id)
  assert.deepEqual(titles(page.items), ['Water the plants'])

  const [bobs] = await execute(sql, todo.bob.token, [{ do: 'list_tasks' }])
  assert.deepEqual(titles(bobs), ['Pay the rent'])
  await assert.rejects(execute(sql, todo.bob.token, [{ do: 'delete_task', args: { task_id: made.id } }]), { code: 'PT404' })

  // A key is its user's: the same one does not give away what another did.
  const [again] = await execute(sql, todo.alice.token, [{ do: 'create_task', args: { title: 'Water the plants' }, key: '4711' }])
  assert.equal(again.id, made.id)
  const [other] = await execute(sql, todo.bob.token, [{ do: 'create_task', args: { title: 'Water the plants' }, key: '4711' }])
  assert.notEqual(other.id, made.id)
  assert.equal(other.user_id, todo.bob.id)
})

test('the proxy serves no web page', async () => {
  const { fetchEndpoint, wsProxy } = neonConfig
  const headers = { origin: 'https://elsewhere.example', 'neon-connection-string': `postgres://${todo.role}@localhost/${todo.database}` }
  const body = JSON.stringify({ query: 'SELECT 1', params: [] })
  assert.equal((await fetch(fetchEndpoint, { method: 'POST', headers: { ...headers, origin: '' }, body })).status, 200)
  const page = await fetch(fetchEndpoint, { method: 'POST', headers, body })
  assert.deepEqual([page.status, (await page.json()).message], [400, 'not for web pages'])
  const socket = new neonConfig.webSocketConstructor(`ws://${wsProxy()}`, { origin: headers.origin })
  await assert.rejects(once(socket, 'open'), /401/)
})

test('a request without a token, or with a bad one, gets nothing', async () => {
  assert.deepEqual(await sql`SELECT * FROM todo.tasks`, [])
  await assert.rejects(sql`SELECT * FROM todo.list_tasks()`, nobody)
  await assert.rejects(execute(sql, null, [{ do: 'list_tasks' }]), nobody)
  for (const token of ['', 'no token', `${todo.alice.token}A`]) {
    await assert.rejects(execute(sql, token, [{ do: 'list_tasks' }]), refused)
    await assert.rejects(transactionAs(sql, token, [sql`SELECT * FROM todo.tasks`]), refused)
  }
})

test('on a connection that is kept, execute() leaves nobody behind', async () => {
  const commands = JSON.stringify([{ do: 'list_tasks' }])
  const { rows: [{ pid }] } = await pool.query('SELECT pg_backend_pid() AS pid')
  await pool.query('SELECT todo.execute($1, $2)', [commands, todo.alice.token])
  assert.deepEqual((await pool.query('SELECT todo.current_user_id() AS id, pg_backend_pid() AS pid')).rows, [{ id: null, pid }])
  await assert.rejects(pool.query('SELECT todo.execute($1)', [commands]), nobody)
})
