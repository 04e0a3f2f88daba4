// node-postgres: the seven queries by function and by table act as the user of the token and of no other; nothing of a
// user stays on a pooled connection, whatever happens to its transaction; a bad token opens nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { generateKeyPair } from 'jose'
import pg from 'pg'
import {
  asUser, countTasks, createTask, deleteTask, listTasks, openTasks, toggleTask, updateTask,
} from '../../examples/node-postgres/tasks.mjs'
import { fixture, nobody, refused } from './support.mjs'

let todo, pool, asAlice, asBob
before(async () => {
  todo = await fixture('node_postgres')
  // One connection: what one user left on it, the next would find.
  pool = new pg.Pool({ connectionString: todo.url, max: 1 })
  asAlice = work => asUser(pool, todo.alice.token, work)
  asBob = work => asUser(pool, todo.bob.token, work)
})
after(async () => {
  await pool?.end()
  await todo?.drop()
})

const titles = tasks => tasks.map(({ title }) => title)
const inTable = async client => titles((await client.query('SELECT title FROM todo.tasks ORDER BY title')).rows)

test('the seven queries see and change the tasks of their user alone', async () => {
  const milk = await asAlice(client => createTask(client, ' Buy milk ', 'two bottles'))
  assert.equal(milk.title, 'Buy milk')
  assert.equal(milk.user_id, todo.alice.id)
  assert.ok(milk.created_at instanceof Date)
  const bread = await asAlice(client => createTask(client, 'Buy bread'))
  const rent = await asBob(client => createTask(client, 'Pay the rent'))

  assert.equal((await asAlice(client => toggleTask(client, bread.id))).completed, true)
  assert.deepEqual(titles(await asAlice(openTasks)), ['Buy milk'])
  const patched = await asAlice(client => updateTask(client, milk.id, { title: 'Buy oat milk', description: null }))
  assert.deepEqual([patched.title, patched.description, patched.completed], ['Buy oat milk', null, false])
  assert.deepEqual(await asAlice(countTasks), [{ completed: false, count: 1 }, { completed: true, count: 1 }])

  const [first] = await asAlice(client => listTasks(client, 1))
  const [second] = await asAlice(client => listTasks(client, 1, first.cursor))
  assert.deepEqual(titles([first, second]), ['Buy bread', 'Buy oat milk'])

  assert.deepEqual(titles(await asBob(listTasks)), ['Pay the rent'])
  assert.deepEqual(await asBob(countTasks), [{ completed: false, count: 1 }, { completed: true, count: 0 }])
  for (const change of [toggleTask, deleteTask, (client, id) => updateTask(client, id, { title: 'mine' })]) {
    await assert.rejects(asBob(client => change(client, milk.id)), { code: 'PT404' })
  }

  await asAlice(client => deleteTask(client, bread.id))
  assert.deepEqual(titles(await asAlice(listTasks)), ['Buy oat milk'])
  assert.deepEqual(titles(await asBob(listTasks)), ['Pay the rent'])
  await asBob(client => deleteTask(client, rent.id))
})

test('plain SQL meets the same walls', async () => {
  const { id } = await asAlice(client => createTask(client, 'Water the plants'))
  assert.deepEqual(await asBob(async client => [
    (await client.query('SELECT FROM todo.tasks WHERE user_id <> $1', [todo.bob.id])).rowCount,
    (await client.query('UPDATE todo.tasks SET completed = true WHERE id = $1', [id])).rowCount,
    (await client.query('DELETE FROM todo.tasks WHERE id = $1', [id])).rowCount,
    (await client.query('SELECT FROM todo.users WHERE id = $1', [todo.alice.id])).rowCount,
  ]), [0, 0, 0, 0])
  const forged = client => client.query('INSERT INTO todo.tasks (user_id, title) VALUES ($1, $2)', [todo.alice.id, 'forged'])
  await assert.rejects(asBob(forged), { code: '42501' })
  assert.ok((await asAlice(inTable)).includes('Water the plants'))
})

test('nothing of a user stays on the connection, after success, error, swallowed error or loss', async () => {
  // Not by pool.query(), which closes the connection after an error.
  const next = async (text, values) => {
    const client = await pool.connect()
    try { return (await client.query(text, values)).rows } finally { client.release() }
  }
  const whoIsThere = async () => (await next('SELECT todo.current_user_id() AS id, pg_backend_pid() AS pid'))[0]
  const { pid } = await whoIsThere()
  const before = await asAlice(inTable)

  assert.deepEqual(await whoIsThere(), { id: null, pid })
  await assert.rejects(next('SELECT * FROM todo.list_tasks()'), nobody)
  assert.deepEqual(await next('SELECT * FROM todo.tasks'), [])

  await assert.rejects(asAlice(async client => {
    await createTask(client, 'never stored')
    await createTask(client, ' ')
  }), { code: '23514', constraint: 'chk_title_not_empty' })
  assert.deepEqual(await whoIsThere(), { id: null, pid })

  await assert.rejects(asAlice(async client => {
    await createTask(client, 'never stored either')
    await createTask(client, ' ').catch(() => {})
  }), /rolled back/)
  assert.deepEqual(await whoIsThere(), { id: null, pid })
  assert.deepEqual(await asAlice(inTable), before)

  await assert.rejects(asAlice(client => client.query('SELECT pg_terminate_backend(pg_backend_pid())')))
  const other = await whoIsThere()
  assert.equal(other.id, null)
  assert.notEqual(other.pid, pid)
  assert.ok(!(await asBob(inTable)).some(title => before.includes(title)))
})

test('a token of another key, audience or issuer, an old one, a changed one and none are refused alike', async () => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
  const [header, , signature] = todo.bob.token.split('.')
  const tokens = [
    await todo.sign(todo.alice.id, { by: privateKey }),
    await todo.sign(todo.alice.id, { claims: { aud: 'https://elsewhere.test' } }),
    await todo.sign(todo.alice.id, { claims: { iss: 'https://elsewhere.test' } }),
    await todo.sign(todo.alice.id, { claims: { exp: 1 } }),
    [header, todo.alice.token.split('.')[1], signature].join('.'),
    "') OR true; --",
    '',
  ]
  for (const token of tokens) await assert.rejects(asUser(pool, token, inTable), refused)
  await assert.rejects(asUser(pool, null, inTable), { code: '22023' })
})
