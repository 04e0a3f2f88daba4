// MUTANTS tokens (default 100,000) that are made from good ones, from SEED, are decided by our core and by npm `jose`.
// What we accept jose accepts, for the same subject. What jose accepts we accept, or refuse for a reason listed here.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { algorithms, makeKey } from './keys.mjs'
import { makeMutator, randomFrom } from './mutants.mjs'

const mutants = Number(process.env.MUTANTS ?? 100_000)
const seed = Number(process.env.SEED ?? 1)
const [decide] = process.argv.slice(2)

// Why we refuse what jose accepts.
const stricter = {
  'a token of more than 8 KiB': 'jose has no limit',
  'not canonical base64url': 'jose takes padding, white space and unused bits: many texts for one token',
  'JSON with a member named twice': 'jose takes the last one (RFC 7519 section 4 lets both choose)',
  'JSON is nested too deeply': 'jose has no limit of 16',
  'JSON with a byte order mark': 'jose skips it',
  'not JSON in UTF-8': 'jose takes half a surrogate pair, and a number beyond all numbers as infinite',
  'a header with "crit"': 'jose knows b64; we know no extension',
  'a header that brings its own key': 'jose passes it over',
  'a "kid" that is no text': 'jose passes it over where it was given the key itself, as for HS256',
  'a "typ" that is no text': 'jose passes it over',
  'a token of another type': 'jose passes it over unless it is told a type',
  'no key of that "kid" and algorithm': 'jose passes "kid" over where it was given the key itself, and RSA keys that do not say are of PS256 too',
  'a token without a subject': 'jose takes a subject that is no text',
  'a subject that names nobody': 'jose takes an empty one, and one with a NUL',
  'a token from the future': 'jose looks at "iat" only when it is told a greatest age',
}

// One signature in 256 begins with a zero, which a mutant may lose: OpenSSL takes it without, RFC 8017 section 8.1.2 does not.
const shortened = 'a PS256 signature that is shorter than its key'
const isShortened = ({ alg, token }) => alg === 'PS256' && Buffer.from(token.split('.')[2] ?? '', 'base64url').length < 256

const [issuer, audience, leeway, now] = ['https://id.example', 'todo', 30, 1_700_000_000]
const keysOf = name => Object.fromEntries(algorithms.map(alg => [alg, makeKey(alg, `${name} ${alg}`)]))
const [keys, strangers] = [keysOf('key'), keysOf('stranger')]
const publicKeys = algorithms.filter(alg => alg !== 'HS256').map(alg => keys[alg].jwk)
const nameless = publicKeys.filter(({ alg }) => alg !== 'PS256').map(({ kid, alg, ...jwk }) => jwk)
const sets = [
  { source: 'setting', keys: JSON.stringify({ keys: publicKeys }) },
  { source: 'file', keys: JSON.stringify({ keys: [keys.HS256.jwk] }) },
  { source: 'setting', keys: JSON.stringify({ keys: nameless }) },
]
const asymmetric = algorithms.filter(alg => alg !== 'HS256')
const verifiers = [
  { key: createLocalJWKSet({ keys: publicKeys }), algorithms: asymmetric },
  { key: keys.HS256.secret, algorithms: ['HS256'] },
  { key: createLocalJWKSet({ keys: nameless }), algorithms: asymmetric },
]

const claims = { issuer, audience, clockTolerance: leeway, currentDate: new Date(now * 1000), requiredClaims: ['exp', 'sub'] }
async function byJose({ set, token }) {
  const { key, algorithms } = verifiers[set]
  try {
    return { accepted: true, subject: (await jwtVerify(token, key, { ...claims, algorithms })).payload.sub }
  } catch (error) {
    if (!error.code?.startsWith('ERR_')) throw error // jose refuses by errors of its own
    return { accepted: false }
  }
}

const core = spawn(decide, { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: core.stdout })[Symbol.asyncIterator]()
core.stdin.write(JSON.stringify({ issuer, audience, leeway, now, sets }) + '\n')
async function byCore(batch) {
  core.stdin.write(batch.map(({ set, token }) => `${set} ${Buffer.from(token).toString('base64url')}\n`).join(''))
  const decided = []
  for (let i = 0; i < batch.length; i++) {
    const { value, done } = await answers.next()
    if (done) throw new Error('the core ended too soon')
    const text = value.slice(1)
    decided.push(value[0] === '+' ? { accepted: true, subject: Buffer.from(text, 'base64url').toString() } : { accepted: false, reason: text })
  }
  return decided
}

const random = randomFrom(seed)
const mutate = makeMutator({ random, keys, strangers, issuer, audience, now })
const counts = { both: 0, neither: 0, shortened: 0 }
const byReason = Object.fromEntries(Object.keys(stricter).map(reason => [reason, 0]))
const byKind = {}
const wrong = []

for (let made = 0; made < mutants;) {
  const batch = []
  while (batch.length < 2000 && made < mutants) {
    const { alg, kind, token } = mutate()
    batch.push({ set: alg === 'HS256' ? 1 : random.chance(25) ? 2 : 0, alg, kind, token })
    made++
  }
  const [core, jose] = await Promise.all([byCore(batch), Promise.all(batch.map(byJose))])
  batch.forEach((mutant, i) => {
    const [ours, theirs] = [core[i], jose[i]]
    const kind = byKind[mutant.kind] ??= { tokens: 0, accepted: 0 }
    kind.tokens++
    kind.accepted += ours.accepted
    if (ours.accepted && theirs.accepted && ours.subject === theirs.subject) counts.both++
    else if (!ours.accepted && !theirs.accepted) counts.neither++
    else if (!ours.accepted && ours.reason in byReason) byReason[ours.reason]++
    else if (!ours.accepted && isShortened(mutant)) counts.shortened++
    else wrong.push({ ...mutant, ours, theirs })
    if (mutant.kind === 'forged' && ours.accepted) wrong.push({ ...mutant, ours, theirs })
  })
}
core.stdin.end()
const [status] = await once(core, 'close')

console.log(`seed ${seed}, jose ${(await import('jose/package.json', { with: { type: 'json' } })).default.version}`)
console.table(byKind)
console.log('refused by us, accepted by jose:')
for (const [reason, count] of Object.entries(byReason)) console.log(`${`${count}`.padStart(8)}  ${reason}: ${stricter[reason]}`)
console.log(`${`${counts.shortened}`.padStart(8)}  ${shortened}: OpenSSL takes it without its leading zeros`)
for (const { set, ...mutant } of wrong.slice(0, 10)) console.error('DECIDED OTHERWISE', mutant, 'by', sets[set])
const stale = Object.keys(byReason).filter(reason => byReason[reason] === 0)
if (stale.length > 0 && mutants >= 100_000) console.error('no token was refused for:', stale.join('; '))
const lone = Object.values(byReason).reduce((sum, count) => sum + count, counts.shortened)
console.log(`trust: tokens: ${mutants} mutants from seed ${seed}, ${counts.both} accepted by both, ${counts.neither} by neither, ` +
  `${lone} by jose alone for ${Object.keys(stricter).length + 1} reasons, ${wrong.length} otherwise`)
process.exitCode = status !== 0 || wrong.length > 0 || (stale.length > 0 && mutants >= 100_000) || counts.both === 0 ? 1 : 0
