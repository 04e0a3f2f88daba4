// Tasks with Neon's serverless driver. Three ways, from the one with most round trips to the one with least:
// a Pool over websockets is a Pool of `pg`, so asUser and the seven queries of ../node-postgres/tasks.mjs work unchanged;
// over HTTP, where each request is a transaction of its own, there are these two.
//   const sql = neon(process.env.DATABASE_URL)                // its role holds authenticated_user

// A fixed list of queries, signed in, as one transaction and one request.
export const transactionAs = async (sql, token, queries) =>
  (await sql.transaction([sql`SELECT todo.login(${token})`, ...queries])).slice(1)

// Commands that may build on each other, in one request; the token holds for this call alone.
export async function execute(sql, token, commands) {
  const [{ results }] = await sql`SELECT todo.execute(${JSON.stringify(commands)}, ${token}) AS results`
  return results.map(({ result }) => result)
}
