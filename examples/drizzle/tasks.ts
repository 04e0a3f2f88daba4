// The seven queries with Drizzle, as the user whom a token proves, by function and by table: both are typed.
//   const db = connect({ connectionString })                  // its role holds authenticated_user
//   const task = await asUser(db, token, tx => createTask(tx, 'Buy milk'))
import { desc, eq, getTableColumns, not, sql, type SQL } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { tasks, type Task } from './schema.ts'

// Without listeners a connection that breaks, in use or idle, would end the process; its query tells of it as well. For a time limit ask
// the server (statement_timeout): where `query_timeout` gives up a ROLLBACK, Drizzle lets the next one have the connection, signed in.
export function connect(config: pg.PoolConfig) {
  const pool = new pg.Pool(config)
  const warn = ({ message }: Error) => console.warn(message)
  pool.on('error', warn)
  pool.on('connect', client => client.on('error', warn))
  return drizzle(pool)
}

export type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0]

export const asUser = <Result>(db: NodePgDatabase, token: string, work: (tx: Transaction) => Promise<Result>) =>
  db.transaction(async tx => {
    // Drizzle's own error tells the parameters, which are not for a log; its cause does not.
    await tx.execute(sql`SELECT todo.login(${token})`).catch(({ cause }) => { throw cause })
    const result = await work(tx)
    // After an error that work() swallowed this fails; PostgreSQL would answer COMMIT with ROLLBACK, and raise nothing.
    await tx.execute(sql`SELECT 1`)
    return result
  })

// A function returns the columns of tasks, so Drizzle can name and type them.
async function select(tx: Transaction, call: SQL): Promise<Task[]> {
  const result = tx.$with('tasks', getTableColumns(tasks)).as(sql`SELECT * FROM ${call}`)
  return tx.with(result).select().from(result)
}
const one = async (tx: Transaction, call: SQL): Promise<Task> => (await select(tx, call))[0]!

export type Patch = { title?: string; description?: string | null; completed?: boolean }

export const listTasks = (tx: Transaction) => select(tx, sql`todo.list_tasks()`)
export const openTasks = (tx: Transaction) => select(tx, sql`todo.list_tasks(completed => false)`)
export const createTask = (tx: Transaction, title: string, description: string | null = null) =>
  one(tx, sql`todo.create_task(${title}, ${description})`)
export const updateTask = (tx: Transaction, id: string, patch: Patch) =>
  one(tx, sql`todo.update_task(${id}, ${JSON.stringify(patch)})`)
export const toggleTask = (tx: Transaction, id: string) => one(tx, sql`todo.toggle_task(${id})`)
export const deleteTask = (tx: Transaction, id: string) => one(tx, sql`todo.delete_task(${id})`)
export const countTasks = (tx: Transaction) =>
  tx.select({ completed: sql<boolean>`completed`, count: sql`count`.mapWith(Number) }).from(sql`todo.count_tasks()`)

// The same by table: row security filters and checks, so no query says whose tasks. What is deleted here is gone, and what
// deleteTask() above has put into the trash is listed and counted: active_tasks is the view without it.
export const plain = {
  listTasks: (tx: Transaction) => tx.select().from(tasks).orderBy(desc(tasks.createdAt)),
  openTasks: (tx: Transaction) => tx.select().from(tasks).where(not(tasks.completed)).orderBy(desc(tasks.createdAt)),
  createTask: (tx: Transaction, title: string, description: string | null = null) =>
    tx.insert(tasks).values({ userId: sql`todo.current_user_id()`, title, description }).returning(),
  updateTask: (tx: Transaction, id: string, patch: Patch) => tx.update(tasks).set(patch).where(eq(tasks.id, id)).returning(),
  toggleTask: (tx: Transaction, id: string) =>
    tx.update(tasks).set({ completed: not(tasks.completed) }).where(eq(tasks.id, id)).returning(),
  deleteTask: (tx: Transaction, id: string) => tx.delete(tasks).where(eq(tasks.id, id)).returning({ id: tasks.id }),
  countTasks: (tx: Transaction) =>
    tx.select({ completed: tasks.completed, count: sql`count(*)`.mapWith(Number) }).from(tasks).groupBy(tasks.completed),
}
