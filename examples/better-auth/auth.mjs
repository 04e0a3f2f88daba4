// Better Auth over todo's users: the whole configuration. server.mjs beside it serves it.
//
// Once, as a superuser of the database, in one session; issuer and audience are the address of this service:
//   CREATE EXTENSION todo;
//   SELECT todo.install_better_auth();
//   ALTER SYSTEM SET todo.jwt_issuer = 'http://localhost:3000';
//   ALTER SYSTEM SET todo.jwt_audience = 'http://localhost:3000';
//   SELECT pg_reload_conf();
//   CREATE ROLE auth LOGIN IN ROLE todo_service;        -- for this file alone
//   CREATE ROLE app LOGIN IN ROLE authenticated_user;   -- for everything else
import { betterAuth } from 'better-auth'
import { jwt } from 'better-auth/plugins'
import { PostgresDialect } from 'kysely'
import pg from 'pg'

export const database = new pg.Pool({ connectionString: process.env.AUTH_DATABASE_URL })
// Without listeners a connection that breaks, in use or idle, would end the process; its query tells of it as well.
const warn = ({ message }) => console.warn(message)
database.on('error', warn)
database.on('connect', (client) => client.on('error', warn))

const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

export const auth = betterAuth({
  baseURL: process.env.BETTER_AUTH_URL,
  secret: process.env.BETTER_AUTH_SECRET,
  database: {
    dialect: new PostgresDialect({ pool: database }),
    type: 'postgres',
    schemaName: 'todo',
    transaction: true,
  },
  advanced: { database: { generateId: 'uuid' } },
  emailAndPassword: {
    enabled: true,
    revokeSessionsOnPasswordReset: true, // whoever had got hold of one is out
    sendResetPassword: async ({ user, url }) => console.log(`to ${user.email}: ${url}`), // your mail service
  },
  user: {
    modelName: 'users',
    fields: { emailVerified: 'email_verified', ...times },
    deleteUser: {
      enabled: true,
      // A reset of the password that is still open names the user and has no foreign key.
      beforeDelete: (user) => database.query('DELETE FROM todo.verification WHERE value = $1', [user.id]),
    },
  },
  session: {
    fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times },
  },
  account: {
    fields: {
      userId: 'user_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...times,
    },
  },
  verification: { fields: { expiresAt: 'expires_at', ...times } },
  plugins: [
    jwt({
      jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' } },
      // The user's id is all that todo.login() needs; without this the token has the whole profile in it.
      jwt: { expirationTime: '15m', definePayload: () => ({}) },
      schema: {
        jwks: {
          fields: { publicKey: 'public_key', privateKey: 'private_key', createdAt: 'created_at', expiresAt: 'expires_at' },
        },
      },
    }),
  ],
})
