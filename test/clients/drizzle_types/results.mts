// What the compiler knows of results: compiled by drizzle.test.mjs, never run. An expected error that does not come is an error.
import { countTasks, createTask, listTasks, plain, updateTask, type Transaction } from '../../../examples/drizzle/tasks.ts'
import type { Task } from '../../../examples/drizzle/schema.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const holds = <Fact extends true>(): Fact | void => {}

type Row = {
  id: string
  userId: string
  title: string
  description: string | null
  completed: boolean
  createdAt: Date
  updatedAt: Date
  deletedAt: Date | null
  completedAt: Date | null
  version: number
}
holds<Same<Task, Row>>()
holds<Same<Awaited<ReturnType<typeof createTask>>, Row>>()
holds<Same<Awaited<ReturnType<typeof listTasks>>, Row[]>>()
holds<Same<Awaited<ReturnType<typeof plain.listTasks>>, Row[]>>()
holds<Same<Awaited<ReturnType<typeof countTasks>>, { completed: boolean; count: number }[]>>()

export async function wrong(tx: Transaction) {
  // @ts-expect-error a title is text
  await createTask(tx, 1)
  // @ts-expect-error no such column
  await updateTask(tx, '', { colour: 'red' })
  // @ts-expect-error a title is never null
  await updateTask(tx, '', { title: null })
}
