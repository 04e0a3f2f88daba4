// Drizzle: the typed tables are the tables as they are; what the compiler is told of a result is true; the seven queries by
// function and by table act as the user of the token and of no other.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { inspect, promisify } from 'node:util'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { tasks, users } from '../../examples/drizzle/schema.ts'
import {
  asUser, connect, countTasks, createTask, deleteTask, listTasks, openTasks, plain, toggleTask, updateTask,
} from '../../examples/drizzle/tasks.ts'
import { fixture, refused } from './support.mjs'

let todo, db, asAlice, asBob
before(async () => {
  todo = await fixture('drizzle')
  db = connect({ connectionString: todo.url, max: 1 }) // what one user left on it, the next would find
  asAlice = work => asUser(db, todo.alice.token, work)
  asBob = work => asUser(db, todo.bob.token, work)
})
after(async () => {
  await db?.$client.end()
  await todo?.drop()
})

const titles = rows => rows.map(({ title }) => title)

test('the compiler accepts the example, and knows what its results are', async () => {
  const compiler = new URL('node_modules/typescript/bin/tsc', import.meta.url).pathname
  const project = new URL('drizzle_types', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '--project', project]).catch(failed => failed)
  assert.equal(stdout, '')
})

// PostgreSQL's word for each type, default and foreign key, as Drizzle has it.
const declared = table => {
  const { name, columns, foreignKeys } = getTableConfig(table)
  const references = new Map(foreignKeys.map(key => {
    const { columns: [column], foreignTable, foreignColumns: [to] } = key.reference()
    return [column.name, [getTableConfig(foreignTable).name, to.name, key.onDelete, key.onUpdate]]
  }))
  return columns.map(column => ({
    table: name, column: column.name, type: column.getSQLType(), nullable: !column.notNull, primary: column.primary,
    hasDefault: column.hasDefault, references: references.get(column.name) ?? null,
  }))
}

test('every column is declared with its type, its default and its key, and no other', async () => {
  const { rows: existing } = await todo.admin.query(`
    SELECT c.table_name::text AS "table", c.column_name::text AS "column",
      CASE c.data_type WHEN 'character varying' THEN format('varchar(%s)', c.character_maximum_length) ELSE c.data_type END AS type,
      c.is_nullable = 'YES' AS nullable, coalesce(k.primary, false) AS "primary", c.column_default IS NOT NULL AS "hasDefault",
      k."references"
    FROM information_schema.columns c
    LEFT JOIN (
      SELECT u.table_name, u.column_name, bool_or(t.constraint_type = 'PRIMARY KEY') AS primary,
        min(ARRAY[f.table_name, f.column_name, lower(r.delete_rule), lower(r.update_rule)]::text[])
          FILTER (WHERE t.constraint_type = 'FOREIGN KEY') AS "references"
      FROM information_schema.key_column_usage u
      JOIN information_schema.table_constraints t USING (constraint_schema, constraint_name)
      LEFT JOIN information_schema.referential_constraints r USING (constraint_schema, constraint_name)
      LEFT JOIN information_schema.constraint_column_usage f USING (constraint_schema, constraint_name)
      WHERE u.table_schema = 'todo'
      GROUP BY 1, 2) k USING (table_name, column_name)
    WHERE c.table_schema = 'todo' AND c.table_name IN ('users', 'tasks')
    ORDER BY c.table_name DESC, c.ordinal_position`)
  assert.deepEqual([...declared(users), ...declared(tasks)], existing)
})

test('a function and a table give the same typed rows', async () => {
  const made = await asAlice(tx => createTask(tx, ' Buy milk ', 'two bottles'))
  const [read] = await asAlice(plain.listTasks)
  assert.deepEqual(made, read)
  const { id, createdAt, updatedAt, ...rest } = made
  assert.ok(createdAt instanceof Date && updatedAt instanceof Date)
  assert.deepEqual(rest, {
    userId: todo.alice.id, title: 'Buy milk', description: 'two bottles', completed: false, deletedAt: null, completedAt: null, version: 1,
  })
  await asAlice(tx => deleteTask(tx, id))
})

const byFunction = { listTasks, openTasks, createTask, updateTask, toggleTask, deleteTask, countTasks }
for (const [way, queries] of [['function', byFunction], ['table', plain]]) {
  test(`the seven queries by ${way} see and change the tasks of their user alone`, async () => {
    await todo.admin.query('DELETE FROM todo.tasks')
    const create = (as, title) => as(async tx => [await queries.createTask(tx, title)].flat()[0])
    const milk = await create(asAlice, 'Buy milk')
    const bread = await create(asAlice, 'Buy bread')
    await create(asBob, 'Pay the rent')

    await asAlice(tx => queries.toggleTask(tx, bread.id))
    await asAlice(tx => queries.updateTask(tx, milk.id, { title: 'Buy oat milk' }))
    assert.deepEqual(titles(await asAlice(queries.listTasks)), ['Buy bread', 'Buy oat milk'])
    assert.deepEqual(titles(await asAlice(queries.openTasks)), ['Buy oat milk'])
    const counts = (await asAlice(queries.countTasks)).sort((a, b) => a.completed - b.completed)
    assert.deepEqual(counts, [{ completed: false, count: 1 }, { completed: true, count: 1 }])

    assert.deepEqual(titles(await asBob(queries.listTasks)), ['Pay the rent'])
    for (const change of [queries.toggleTask, queries.deleteTask, (tx, id) => queries.updateTask(tx, id, { title: 'mine' })]) {
      // By function: no such task. By table: no row.
      assert.deepEqual(await asBob(tx => change(tx, milk.id)).catch(error => error.cause.code), way === 'function' ? 'PT404' : [])
    }

    await asAlice(tx => queries.deleteTask(tx, bread.id))
    assert.deepEqual(titles(await asAlice(queries.listTasks)), ['Buy oat milk'])
    assert.deepEqual(titles(await asBob(queries.listTasks)), ['Pay the rent'])
  })
}

test('nobody is signed in before and after, and a refused token opens nothing', async () => {
  assert.notDeepEqual(await asAlice(plain.listTasks), [])
  assert.deepEqual(await db.select().from(tasks), [])
  assert.deepEqual(await db.select({ id: users.id }).from(users), [])
  await assert.rejects(asUser(db, `${todo.alice.token}A`, plain.listTasks), error => {
    assert.deepEqual({ code: error.code, message: error.message }, refused)
    assert.ok(!inspect(error).includes(todo.alice.token), 'the token stays out of logs')
    return true
  })
})

test('work that swallowed an error is not taken for stored', async () => {
  const before = titles(await asAlice(plain.listTasks))
  await assert.rejects(asAlice(async tx => {
    await createTask(tx, 'never stored')
    await createTask(tx, ' ').catch(() => {})
  }), ({ cause }) => cause.code === '25P02')
  assert.deepEqual(titles(await asAlice(plain.listTasks)), before)
})

test('a lost connection fails its own work and nothing else', async t => {
  const warned = t.mock.method(console, 'warn', () => {})
  await assert.rejects(asAlice(tx => tx.execute('SELECT pg_terminate_backend(pg_backend_pid())')))
  assert.deepEqual(await db.select().from(tasks), [])
  assert.deepEqual(titles(await asBob(plain.listTasks)), ['Pay the rent'])
  assert.notEqual(warned.mock.callCount(), 0)
})
