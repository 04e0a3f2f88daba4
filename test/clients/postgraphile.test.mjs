// PostGraphile: the schema has exactly the fields that are named for it, and none of PostGraphile's own; each HTTP request
// acts as the user of its bearer token and of no other; what the API raises reaches the client, all else is masked.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fixture, nobody, refused } from './support.mjs'

let todo, gateway
before(async () => {
  todo = await fixture('postgraphile')
  Object.assign(process.env, { DATABASE_URL: todo.url, PORT: '0', GRAPHILE_ENV: 'production' })
  gateway = await import('../../examples/postgraphile/server.mjs')
})
after(async () => {
  await gateway?.close()
  await todo?.drop()
})

async function request(token, query, variables) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token == null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
  return response.json()
}
async function ask({ token }, query, variables) {
  const { data, errors } = await request(token, query, variables)
  assert.equal(errors, undefined)
  return data
}
async function fail({ token }, query, variables) {
  const { data, errors: [{ message, extensions: { sqlstate, constraint, detail } }] } = await request(token, query, variables)
  return { data, sqlstate, message, constraint, detail }
}

const create = async (user, title) => (await ask(user,
  'mutation ($title: String!) { createTask(input: { title: $title }) { task { id title userId version } } }', { title })).createTask.task
const titles = async user => (await ask(user, '{ tasks { title } }')).tasks.map(({ title }) => title)
const ofBoth = async () => [await titles(todo.alice), await titles(todo.bob)]

test('the schema is what the preset names, and nothing else', async () => {
  const type = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'
  const { __schema: { queryType, mutationType, types } } = await ask(todo.alice, `{ __schema {
    queryType { fields { name description args { name type { ${type} } } type { ${type} } } }
    mutationType { fields { name description } }
    types { name fields { name type { ${type} } } inputFields { name type { ${type} } } }
  } }`)
  const spell = ({ kind, name, ofType }) => kind === 'NON_NULL' ? `${spell(ofType)}!` : kind === 'LIST' ? `[${spell(ofType)}]` : name
  const members = list => list.map(({ name, type }) => `${name}: ${spell(type)}`)

  assert.deepEqual(queryType.fields.map(({ name, args, type }) => `${name}(${members(args).join(', ')}): ${spell(type)}`).sort(), [
    'currentUserId(): UUID',
    'task(taskId: UUID!): Task',
    'taskChanges(since: BigInt, pageSize: Int): [TaskChange!]',
    'taskCounts(): [TaskCount!]',
    'taskHistory(taskId: UUID!, pageSize: Int, beforeSeq: BigInt): [TaskEvent!]',
    'tasks(completed: Boolean, pageSize: Int, pageCursor: String): [Task!]',
    'tasksAsOf(at: Datetime!): [Task!]',
    'tasksPage(completed: Boolean, pageSize: Int, pageCursor: String, ifChanged: String): JSON',
    'trash(pageSize: Int, pageCursor: String): [Task!]',
  ])
  const byName = Object.fromEntries(types.map(each => [each.name, each]))
  const own = list => members(list.filter(({ name }) => name !== 'clientMutationId')).join(', ')
  const mutation = name => {
    const typeName = name[0].toUpperCase() + name.slice(1)
    return `${name}(${own(byName[`${typeName}Input`].inputFields)}): ${own(byName[`${typeName}Payload`].fields)}`
  }
  assert.deepEqual(mutationType.fields.map(({ name }) => mutation(name)).sort(), [
    'completeTask(taskId: UUID!, ifVersion: Int): task: Task',
    'createTask(title: String!, description: String, id: UUID): task: Task',
    'createTasks(tasks: JSON!): tasks: [Task!]',
    'deleteTask(taskId: UUID!, permanently: Boolean): task: Task',
    'reopenTask(taskId: UUID!, ifVersion: Int): task: Task',
    'restoreTask(taskId: UUID!): task: Task',
    'toggleTask(taskId: UUID!): task: Task',
    'undo(seq: BigInt!): task: Task',
    'updateTask(taskId: UUID!, patch: JSON!, ifVersion: Int): task: Task',
  ])
  assert.deepEqual(members(byName.Task.fields).sort(), [
    'completed: Boolean!', 'completedAt: Datetime', 'createdAt: Datetime!', 'cursor: String', 'deletedAt: Datetime',
    'description: String', 'id: UUID!', 'title: String!', 'updatedAt: Datetime!', 'userId: UUID!', 'version: Int!',
  ])
  // Their comments are what a reader of the schema sees.
  for (const { name, description } of [...queryType.fields, ...mutationType.fields]) assert.match(description ?? '', /\w{3}/, name)
})

test('queries and mutations act as the user of the token', async () => {
  const milk = await create(todo.alice, ' Buy milk ')
  const rent = await create(todo.bob, 'Pay the rent')
  assert.deepEqual([milk.title, milk.userId, rent.userId], ['Buy milk', todo.alice.id, todo.bob.id])

  const { updateTask } = await ask(todo.alice, `mutation ($id: UUID!, $patch: JSON!) {
    updateTask(input: { taskId: $id, patch: $patch, ifVersion: 1 }) { task { title description completed version } } }`,
    { id: milk.id, patch: { title: 'Buy oat milk', description: 'two' } })
  assert.deepEqual(updateTask.task, { title: 'Buy oat milk', description: 'two', completed: false, version: 2 })
  const { createTasks } = await ask(todo.alice,
    'mutation ($tasks: JSON!) { createTasks(input: { tasks: $tasks }) { tasks { id title } } }',
    { tasks: [{ title: 'Buy bread' }, { title: 'Water the plants' }] })
  const plants = createTasks.tasks[1]
  const { toggleTask } = await ask(todo.alice,
    'mutation ($id: UUID!) { toggleTask(input: { taskId: $id }) { task { completed } } }', { id: plants.id })
  assert.deepEqual(toggleTask.task, { completed: true })

  const found = await ask(todo.alice, `query ($id: UUID!, $other: UUID!) {
    currentUserId
    task(taskId: $id) { title }
    nothing: task(taskId: $other) { title }
    tasks(completed: false) { title }
    page: tasks(pageSize: 1) { title cursor }
    tasksPage(pageSize: 1)
    taskCounts { completed count }
    taskChanges { taskId deleted }
    taskHistory(taskId: $id) { kind actor }
    strange: taskHistory(taskId: $other) { kind }
  }`, { id: milk.id, other: rent.id })
  assert.equal(found.currentUserId, todo.alice.id)
  assert.deepEqual(found.task, { title: 'Buy oat milk' })
  assert.equal(found.nothing, null)
  assert.deepEqual(found.tasks, [{ title: 'Buy bread' }, { title: 'Buy oat milk' }])
  assert.deepEqual(found.page.map(({ title }) => title), ['Water the plants'])
  assert.deepEqual(found.tasksPage.items.map(({ title }) => title), ['Water the plants'])
  assert.deepEqual(found.taskCounts, [{ completed: false, count: '2' }, { completed: true, count: '1' }])
  assert.equal(found.taskChanges.length, 3)
  assert.ok(found.taskChanges.every(({ taskId }) => taskId !== rent.id))
  assert.deepEqual(found.taskHistory.map(({ actor }) => actor), [todo.alice.id, todo.alice.id])
  assert.deepEqual(found.strange, [])

  const next = await ask(todo.alice, 'query ($cursor: String) { tasks(pageSize: 1, pageCursor: $cursor) { title } }', found.page[0])
  assert.deepEqual(next.tasks, [{ title: 'Buy bread' }])

  await ask(todo.alice, 'mutation ($id: UUID!) { deleteTask(input: { taskId: $id }) { task { deletedAt } } }', { id: plants.id })
  assert.deepEqual((await ask(todo.alice, '{ trash { title } }')).trash, [{ title: 'Water the plants' }])
  assert.deepEqual((await ask(todo.bob, '{ trash { title } }')).trash, [])
  assert.deepEqual(await ofBoth(), [['Buy bread', 'Buy oat milk'], ['Pay the rent']])
})

test('no mutation reaches the task of another', async () => {
  const [{ id }] = (await ask(todo.alice, '{ tasks { id } }')).tasks
  const before = await ofBoth()
  for (const name of ['toggleTask', 'completeTask', 'reopenTask', 'deleteTask', 'restoreTask', 'updateTask']) {
    const patch = name === 'updateTask' ? ', patch: { title: "mine" }' : ''
    const { data, sqlstate, message } = await fail(todo.bob,
      `mutation ($id: UUID!) { ${name}(input: { taskId: $id${patch} }) { task { id } } }`, { id })
    assert.deepEqual({ data, sqlstate, message }, { data: { [name]: null }, sqlstate: 'PT404', message: 'no such task' }, name)
  }
  assert.deepEqual(await ofBoth(), before)
})

test('row security stands behind the functions: a policy of the application holds', async () => {
  const before = await ofBoth()
  await create(todo.alice, 'surprise party')
  await todo.admin.query("CREATE POLICY no_surprises ON todo.tasks AS RESTRICTIVE USING (title !~ 'surprise')")
  assert.deepEqual(await ofBoth(), before)
  await todo.admin.query('DROP POLICY no_surprises ON todo.tasks')
  assert.notDeepEqual(await ofBoth(), before)
})

test('requests at the same time stay apart', async () => {
  const before = await ofBoth()
  assert.notDeepEqual(before[0], before[1])
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => titles(i % 2 ? todo.bob : todo.alice)))
  answers.forEach((answer, i) => assert.deepEqual(answer, before[i % 2]))
})

test('what the API raises reaches the client with its SQLSTATE and message', async () => {
  const blank = await fail(todo.alice, 'mutation { createTask(input: { title: " " }) { task { id } } }')
  assert.deepEqual([blank.sqlstate, blank.constraint], ['23514', 'chk_title_not_empty'])
  assert.match(blank.message, /title must have/)
  const [{ id, title, version }] = (await ask(todo.alice, '{ tasks { id title version } }')).tasks
  const stale = await fail(todo.alice,
    'mutation ($id: UUID!) { completeTask(input: { taskId: $id, ifVersion: 99 }) { task { id } } }', { id })
  assert.equal(stale.sqlstate, 'PT412')
  const { title: titleNow, version: versionNow } = JSON.parse(stale.detail)
  assert.deepEqual([titleNow, versionNow], [title, version])
  assert.equal((await fail(todo.alice, '{ tasks(pageSize: 0) { id } }')).sqlstate, '22023')
})

test('so does it where a trigger of the application keeps the task from being written', async () => {
  await todo.admin.query("CREATE FUNCTION todo.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
  await todo.admin.query('CREATE TRIGGER keep BEFORE INSERT ON todo.tasks FOR EACH ROW EXECUTE FUNCTION todo.keep()')
  const { sqlstate } = await fail(todo.alice, 'mutation { createTask(input: { title: "kept" }) { task { id } } }')
  await todo.admin.query('DROP FUNCTION todo.keep() CASCADE')
  assert.equal(sqlstate, '09000')
})

test('an error of another kind is masked', async t => {
  const logged = t.mock.method(console, 'error', () => {})
  await todo.admin.query(`CREATE FUNCTION todo.trip() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''an internal affair'' USING ERRCODE = ''XX001''; END'`)
  await todo.admin.query('CREATE TRIGGER trip AFTER INSERT ON todo.tasks FOR EACH ROW EXECUTE FUNCTION todo.trip()')
  const { sqlstate, message } = await fail(todo.alice, 'mutation { createTask(input: { title: "tripped" }) { task { id } } }')
  await todo.admin.query('DROP FUNCTION todo.trip() CASCADE')
  assert.equal(sqlstate, undefined)
  assert.doesNotMatch(message, /internal affair/)
  assert.equal(logged.mock.callCount(), 1)
})

test('a connection that breaks in mid-request fails that request and nothing else', async t => {
  t.mock.method(console, 'error', () => {})
  const before = await ofBoth()
  await todo.admin.query(`CREATE FUNCTION todo.cut() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`)
  await todo.admin.query('CREATE TRIGGER cut AFTER INSERT ON todo.tasks FOR EACH ROW EXECUTE FUNCTION todo.cut()')
  const { data } = await fail(todo.alice, 'mutation { createTask(input: { title: "never stored" }) { task { id } } }')
  assert.deepEqual(data, { createTask: null })
  await todo.admin.query('DROP FUNCTION todo.cut() CASCADE')
  // The pool may give out the broken connection once more before it hears of it.
  for (let tries = 0; tries < 100 && (await request(todo.alice.token, '{ tasks { title } }')).errors; ++tries) await wait(50)
  assert.deepEqual(await ofBoth(), before)
})

test('no token gets nothing, and a bad one not even that', async () => {
  const query = '{ tasks { id } }'
  const { data, sqlstate: code, message } = await fail({ token: null }, query)
  assert.deepEqual({ data, code, message }, { data: { tasks: null }, ...nobody })
  assert.deepEqual(await ask({ token: null }, '{ currentUserId }'), { currentUserId: null })
  for (const token of ['nonsense', `${todo.alice.token}A`, await todo.sign(todo.alice.id, { claims: { exp: 1 } })]) {
    for (const each of [query, '{ currentUserId }', 'mutation { createTask(input: { title: "x" }) { task { id } } }']) {
      const { sqlstate: code, message } = await fail({ token }, each)
      assert.deepEqual({ code, message }, refused)
    }
  }
})
