// The tables of todo for Drizzle's queries: typed columns, as CREATE EXTENSION makes them. A column of your own goes here as well. Not
// for drizzle-kit, whose `schema` and `schemaFilter` must leave todo out: the policies and indexes of these tables are not here, so it would take
// them away, and row security with them. CREATE EXTENSION makes the tables, ALTER EXTENSION todo UPDATE changes them.
import { sql } from 'drizzle-orm'
import { boolean, integer, pgSchema, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'

const time = (name: string) => timestamp(name, { withTimezone: true })

export const todo = pgSchema('todo')

export const users = todo.table('users', {
  id: uuid('id').primaryKey().defaultRandom(),
  email: varchar('email', { length: 255 }).notNull(),
  emailVerified: boolean('email_verified').default(false),
  name: varchar('name', { length: 255 }),
  image: text('image'),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
})

export const tasks = todo.table('tasks', {
  id: uuid('id').primaryKey().default(sql`todo.uuid_v7()`),
  userId: uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
  title: varchar('title', { length: 200 }).notNull(),
  description: varchar('description', { length: 1000 }),
  completed: boolean('completed').notNull().default(false),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
  deletedAt: time('deleted_at'),
  completedAt: time('completed_at'),
  version: integer('version').notNull().default(1),
})

export type User = typeof users.$inferSelect
export type Task = typeof tasks.$inferSelect
