// Keys of every algorithm, made anew, and what signs with them: Node's OpenSSL, beneath any library for tokens.
import { constants, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export const algorithms = ['EdDSA', 'ES256', 'RS256', 'PS256', 'HS256']

const generate = {
  EdDSA: () => generateKeyPairSync('ed25519'),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
}
const options = {
  EdDSA: privateKey => [null, privateKey],
  ES256: privateKey => ['sha256', { key: privateKey, dsaEncoding: 'ieee-p1363' }],
  RS256: privateKey => ['sha256', privateKey],
  PS256: privateKey => ['sha256', { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
}

// { alg, kid, jwk, secret, sign(text) }: jwk is what a verifier is given, secret is of HS256 alone.
export function makeKey(alg, kid) {
  if (alg === 'HS256') {
    const secret = randomBytes(32)
    const jwk = { kty: 'oct', kid, alg, k: secret.toString('base64url') }
    return { alg, kid, jwk, secret, sign: text => createHmac('sha256', secret).update(text).digest() }
  }
  const { publicKey, privateKey } = generate[alg]()
  const [hash, key] = options[alg](privateKey)
  return { alg, kid, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg }, sign: text => sign(hash, Buffer.from(text), key) }
}
