// The seven queries with `pg`, as the user whom a token proves. The pool's role holds authenticated_user.
//   const task = await asUser(pool, token, client => createTask(client, 'Buy milk'))

// Runs work(client) in one transaction, signed in; nobody is signed in on that connection afterwards.
export async function asUser(pool, token, work) {
  const client = await pool.connect()
  let lost
  const lose = error => { lost = error }
  client.on('error', lose) // without a listener a connection that breaks here would end the process
  try {
    await client.query('BEGIN')
    await client.query('SELECT todo.login($1)', [token])
    const result = await work(client)
    // After an error that work() swallowed PostgreSQL answers a COMMIT with ROLLBACK, and raises nothing.
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(lose)
    throw error
  } finally {
    client.off('error', lose)
    client.release(lost) // a lost connection is closed, not used again
  }
}

const rows = async (client, text, values) => (await client.query(text, values)).rows
const row = async (...query) => (await rows(...query))[0]

export const listTasks = (client, pageSize = 50, pageCursor = null) =>
  rows(client, 'SELECT t.*, todo.task_cursor(t) AS cursor FROM todo.list_tasks(page_size => $1, page_cursor => $2) t',
    [pageSize, pageCursor])
export const openTasks = client => rows(client, 'SELECT * FROM todo.list_tasks(completed => false)')
export const createTask = (client, title, description = null) =>
  row(client, 'SELECT * FROM todo.create_task($1, $2)', [title, description])
export const updateTask = (client, id, patch) => row(client, 'SELECT * FROM todo.update_task($1, $2)', [id, patch])
export const toggleTask = (client, id) => row(client, 'SELECT * FROM todo.toggle_task($1)', [id])
export const deleteTask = (client, id) => row(client, 'SELECT * FROM todo.delete_task($1)', [id])
// `pg` reads a bigint as a string.
export const countTasks = async client =>
  (await rows(client, 'SELECT * FROM todo.count_tasks()')).map(({ completed, count }) => ({ completed, count: Number(count) }))
