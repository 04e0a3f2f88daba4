// A database of its own for each test file, two users in it, tokens for them, and a login role that holds
// authenticated_user and nothing else. All of it is gone, and the server's settings are as before, after drop().
import { setTimeout as wait } from 'node:timers/promises'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'

const issuer = 'https://login.todo.test'
const audience = 'https://api.todo.test'

const runAll = async (client, statements) => { for (const statement of statements) await client.query(statement) }

export async function fixture(name) {
  const database = `todo_test_${name}`
  const role = `${database}_app`
  const server = new pg.Client()
  await server.connect()
  await server.query("LOAD 'todo'") // which knows its settings
  const clear = () => runAll(server, [`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, `DROP ROLE IF EXISTS ${role}`])
  const drop = async admin => {
    await admin?.end()
    await configure(server, { jwt_keys: '', jwt_issuer: '', jwt_audience: '' })
    await clear()
    await server.end()
  }
  let admin
  try {
    await clear()
    await server.query(`CREATE DATABASE ${database}`)
    admin = new pg.Client({ database })
    await admin.connect()
    await runAll(admin, ['CREATE EXTENSION todo', `CREATE ROLE ${role} LOGIN IN ROLE authenticated_user`])
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' })
    const key = { ...await exportJWK(publicKey), kid: name, alg: 'EdDSA' }
    await configure(server, { jwt_keys: JSON.stringify({ keys: [key] }), jwt_issuer: issuer, jwt_audience: audience })

    // claims and by: other than the usual ones, for a token that must be refused.
    const sign = (sub, { claims = {}, by = privateKey } = {}) =>
      new SignJWT({ sub, iss: issuer, aud: audience, exp: Math.floor(Date.now() / 1000) + 600, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: name }).sign(by)
    const addUser = async email => {
      const { rows: [{ id }] } = await admin.query('INSERT INTO todo.users (email) VALUES ($1) RETURNING id', [email])
      return { id, token: await sign(id) }
    }
    return {
      database, role, admin, sign,
      url: `postgres://${role}@/${database}?host=${encodeURIComponent(process.env.PGHOST)}`,
      alice: await addUser('alice@example.com'),
      bob: await addUser('bob@example.com'),
      drop: () => drop(admin),
    }
  } catch (error) {
    await drop(admin)
    throw error
  }
}

// '' puts a setting back. New connections have it once the server has read its files again, which it does in its own time.
async function configure(server, settings) {
  for (const [name, value] of Object.entries(settings)) {
    await server.query(`ALTER SYSTEM ${value ? `SET todo.${name} = ${pg.escapeLiteral(value)}` : `RESET todo.${name}`}`)
  }
  await server.query('SELECT pg_reload_conf()')
  for (let tries = 0; tries < 200; tries++) {
    const { rows: [now] } = await server.query(`SELECT ${Object.keys(settings).map(name => `current_setting('todo.${name}') AS ${name}`)}`)
    if (Object.entries(settings).every(([name, value]) => now[name] === value)) return
    await wait(50)
  }
  throw new Error('the server did not take over its settings')
}

// What a refused token, or none, must look like to every client.
export const refused = { code: '28000', message: 'the token is refused' }
export const nobody = { code: '28000', message: 'nobody is signed in' }
