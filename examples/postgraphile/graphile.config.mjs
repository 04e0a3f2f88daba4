// A GraphQL API of the functions of todo: each request acts as the user of its bearer token.
// DATABASE_URL names a login role that holds authenticated_user. server.mjs serves it.
import { makePgService } from 'postgraphile/adaptors/pg'
import { defaultMaskError } from 'postgraphile/grafserv'
import { GraphQLError } from 'postgraphile/graphql'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { pgSmartTags } from 'postgraphile/utils'
import * as adaptor from './adaptor.mjs'

// All that is exposed: the tables stay behind the functions, and so does what a later version brings.
const task = { resultFieldName: 'task' }
const functions = {
  current_user_id: {},
  get_task: { name: 'task' },
  list_tasks: { name: 'tasks' },
  tasks_page: {},
  list_trash: { name: 'trash' },
  count_tasks: { name: 'task_counts' },
  changes_since: { name: 'task_changes' },
  task_history: {},
  tasks_as_of: {},
  task_cursor: { behavior: '-queryField typeField' }, // a field of Task
  create_task: task,
  create_tasks: { resultFieldName: 'tasks' },
  update_task: task,
  complete_task: task,
  reopen_task: task,
  toggle_task: task,
  delete_task: task,
  restore_task: task,
  undo: task,
}
const nullable = ['description', 'deleted_at', 'completed_at', 'task', 'actor']

const exposure = pgSmartTags([
  { kind: 'class', match: ({ relkind }) => relkind !== 'c', tags: { behavior: '-*' } },
  { kind: 'class', match: 'todo.tasks', tags: { name: 'task_row' } }, // Task is the API's row, type todo.task
  { kind: 'attribute', match: a => a.getClass().relkind === 'c' && !nullable.includes(a.attname), tags: { notNull: true } },
  { kind: 'procedure', match: ({ proname }) => !(proname in functions), tags: { behavior: '-*' } },
  ...Object.entries(functions).map(([name, tags]) => ({ kind: 'procedure', match: `todo.${name}`, tags })),
])

const shapes = {
  name: 'TodoShapesPlugin',
  inflection: {
    replace: {
      // tasks, not tasksList; id, not rowId: there are no connections and no node ids to tell them from.
      customQueryListField(previous, options, details) { return this.customQueryField(details) },
      _attributeName(previous, options, details) { return previous({ ...details, skipRowId: true }) },
    },
  },
  gather: {
    hooks: {
      // No row or one: a task or null, not a list.
      pgProcedures_functionResourceOptions(info, { pgProc, functionResourceOptions }) {
        if (pgProc.proname === 'get_task') functionResourceOptions.returnsSetof = false
      },
    },
  },
}

// What the API raises is meant for the client; all else stays masked, and so does what refuses a connection.
const forClients = /^(PT\d{3}|28000|42501|22023|22001|22003|23514|23503|27000|09000)$/
function maskError(error) {
  const { code, severity, message, detail, hint, constraint } = error.originalError ?? {}
  if (severity === 'FATAL' || !forClients.test(code)) return defaultMaskError(error)
  const { nodes, source, positions, path, originalError } = error
  const extensions = { sqlstate: code, detail, hint, constraint }
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions })
}

const headersOf = ({ node }) => JSON.stringify({ authorization: node?.req.headers.authorization })

export default {
  extends: [PostGraphileAmberPreset],
  plugins: [exposure, shapes],
  // No node ids; and pages are those of the functions.
  disablePlugins: ['NodePlugin', 'AddNodeInterfaceToSuitableTypesPlugin', 'QueryQueryPlugin', 'MutationPayloadQueryPlugin',
    'PgFirstLastBeforeAfterArgsPlugin'],
  gather: { pgStrictFunctions: true },
  schema: { defaultBehavior: '-connection list', pgForbidSetofFunctionsToReturnNull: true, dontSwallowErrors: true },
  grafserv: { graphiql: false, maskError },
  pgServices: [{
    ...makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ['todo'],
      pubsub: false,
      pgSettings: request => ({ 'request.headers': headersOf(request) }),
    }),
    adaptor,
  }],
}
