// Tokens that are good, and tokens that are made from good ones by a change of their text, of their base64url, of
// their JSON, of their header or of their claims. What is changed within is signed again, by the right key: the
// signature must not be all that saves us.
import { createHmac } from 'node:crypto'

// Numbers from a seed (splitmix32): a run is the same again.
export function randomFrom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return (z ^ (z >>> 16)) >>> 0
  }
  const below = bound => next() % bound
  const pick = list => list[below(list.length)]
  const chance = percent => below(100) < percent
  return { below, pick, chance }
}

const encode = text => Buffer.from(text).toString('base64url')
const deep = (depth, inside = '1') => '['.repeat(depth) + inside + ']'.repeat(depth)

export function makeMutator({ random, keys, strangers, issuer, audience, now }) {
  const { below, pick, chance } = random
  const signers = ['EdDSA', 'EdDSA', 'EdDSA', 'ES256', 'ES256', 'ES256', 'HS256', 'HS256', 'HS256', 'RS256', 'PS256']
  // Instead of the claim's own value: other types, and values near to it.
  const oddValues = [null, true, 0, -1, 1.5, '', 'x', [], {}, [issuer], [audience], { todo: audience }, 1e300, `${now}`]
  const oddTimes = [
    now - 31, now - 30, now - 29, now, now + 29, now + 30, now + 31, now + 3600, now - 29.5, now - 30.5, now + 29.5, now + 30.5,
    0, -now, 2 ** 31, 2 ** 53, 1e20, now * 1000,
  ]
  const oddCharacters = ['.', '=', '-', '_', '+', '/', ' ', '\n', '\t', 'A', 'z', '9', '%', '\0', '\u00e9', '\u2028', '\u{1f600}']

  const goodClaims = () => ({
    iss: issuer, aud: pick([audience, [audience], ['other', audience]]), exp: now + 900, sub: pick(['somebody', 'auth0|7', '\u00e9\u{1f600}', 'a\tb']),
    ...chance(50) && { iat: now - 5 }, ...chance(20) && { nbf: now - 5 }, ...chance(20) && { email: 'ann@example.org', roles: { admin: [true] } },
  })
  const goodHeader = key => ({ alg: key.alg, ...chance(80) && { kid: key.kid }, ...chance(50) && { typ: pick(['JWT', 'jwt', 'at+jwt', 'application/at+jwt']) } })
  const finish = (signer, header, payload) => `${header}.${payload}.${signer.sign(`${header}.${payload}`).toString('base64url')}`
  const compact = (signer, header, claims) => finish(signer, encode(header), encode(claims))
  const good = key => compact(key, JSON.stringify(goodHeader(key)), JSON.stringify(goodClaims()))

  // --- The text as it travels

  const edits = [
    text => { const at = below(text.length + 1); return text.slice(0, at) + pick(oddCharacters) + text.slice(at + 1) },
    text => { const at = below(text.length + 1); return text.slice(0, at) + pick(oddCharacters) + text.slice(at) },
    text => { const at = below(text.length); return text.slice(0, at) + text.slice(at + 1 + below(4)) },
    text => { const at = below(text.length); return text.slice(0, at) + text.slice(at, at + 8) + text.slice(at) },
    text => { const at = below(text.length); return text.slice(0, at) + text.slice(at).replace(/[a-z]/i, c => c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()) },
    text => text.slice(0, below(text.length)),
    text => text.slice(below(text.length)),
    text => pick([' ', '\n', 'Bearer ', '"', '\u{feff}', '.']) + text,
    text => text + pick([' ', '\n', '=', '==', '.', 'AAAA', '\0']),
    text => text.split('.').reverse().join('.'),
    text => text.split('.').map(part => chance(30) ? '' : part).join('.'),
  ]
  const change = text => { do text = pick(edits)(text); while (chance(30)); return text }
  const inText = key => change(good(key))
  const ofTwo = key => {
    const [mine, other] = [good(key), good(chance(50) ? key : pick(Object.values(keys)))].map(token => token.split('.'))
    return mine.map((part, i) => chance(50) ? part : other[i]).join('.')
  }

  // --- base64url: the same bytes in other letters, signed as it stands; and the signature's bytes

  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const otherLetters = [
    part => part + '='.repeat((4 - part.length % 4) % 4),
    part => part + '=',
    part => part.replaceAll('-', '+').replaceAll('_', '/'),
    part => part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)) ^ (1 + below(part.length % 4 === 2 ? 15 : 3))],
    part => { const at = below(part.length); return part.slice(0, at) + pick([' ', '\n', '\r\n', '\t', '\f']) + part.slice(at) },
    part => part + 'A',
  ]
  const inBase64 = key => {
    const [header, payload] = [JSON.stringify(goodHeader(key)), JSON.stringify(goodClaims())].map(encode)
    const which = below(3)
    const signed = finish(key, which === 0 ? pick(otherLetters)(header) : header, which === 1 ? pick(otherLetters)(payload) : payload)
    if (which < 2) return signed
    const last = signed.lastIndexOf('.') + 1
    return signed.slice(0, last) + pick(otherLetters)(signed.slice(last))
  }
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n // of P-256
  const group = 2n ** 252n + 27742317777372353535851937790883648493n // of edwards25519
  const toNumber = bytes => BigInt('0x' + bytes.toString('hex'))
  const toBytes = (number, size) => Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex')
  const otherSignatures = [
    bytes => bytes.subarray(0, below(bytes.length)),
    bytes => Buffer.concat([bytes, Buffer.alloc(1 + below(3))]),
    bytes => Buffer.concat([Buffer.alloc(1), bytes]),
    bytes => bytes.subarray(1),
    bytes => Buffer.alloc(bytes.length, pick([0, 1, 255])),
    bytes => { const changed = Buffer.from(bytes); changed[below(bytes.length)] ^= 1 << below(8); return changed },
    bytes => Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
    bytes => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(bytes.length / 2)]),
    bytes => Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(1 + below(3)), bytes.subarray(bytes.length / 2)]),
    // ECDSA's other root, which is as good; Ed25519's, which is not
    bytes => bytes.length === 64 ? Buffer.concat([bytes.subarray(0, 32), toBytes(order - toNumber(bytes.subarray(32)) % order, 32)]) : bytes,
    bytes => bytes.length === 64 ? Buffer.concat([bytes.subarray(0, 32), toBytes(toNumber(Buffer.from(bytes.subarray(32)).reverse()) + group, 32).reverse()]) : bytes,
  ]
  const inSignature = key => {
    const token = good(key)
    const last = token.lastIndexOf('.') + 1
    return token.slice(0, last) + pick(otherSignatures)(Buffer.from(token.slice(last), 'base64url')).toString('base64url')
  }

  // --- JSON: the bytes that are encoded

  const jsonEdits = [
    text => change(text),
    text => text.replace(/"(\w)/, (_, c) => `"\\u00${c.charCodeAt(0).toString(16)}`),
    text => text.replace('{', `{"x":${deep(pick([5, 14, 15, 16, 17, 40]))},`),
    text => text.replace('{', `{"x":"${'x'.repeat(pick([100, 5500, 5900, 6200, 8000]))}",`),
    text => text.replace('{', `{${/"\w+":("[^"]*"|\d+)/.exec(text)[0]},`),
    text => text.replace('{', '{"sub":"other","sub":"another",'),
    text => text.replace('{', '{"x":{"y":1,"y":2},'),
    text => text.replace('{', `{"x":${pick(['1e400', '-1e999', '01', '1.', '.5', '+1', 'NaN', 'Infinity', '0x10', '1e5', '-0', '123456789012345678901234567890', 'tRue', "'a'", 'undefined'])},`),
    text => text.replace(/\d{10}/, pick(['1e400', '9e99', '1e10', '17000009e2', '-1', '01', '"1700000900"'])),
    text => text.replace('{', `{"x":"${pick(['\\ud800', '\\udc00\\ud800', '\\ud83d\\ude00', '\\u0000', '\\x41', '\\', '\n', '\t', '\u2028', '\u007f', '\\/'])}",`),
    text => text.replace('{', '{"__proto__":{"sub":"other"},'),
    text => pick(['\u{feff}', ' ', '\n', '//\n', '\0']) + text,
    text => text + pick([' ', '\n', '\0', 'x', ',', '{}', text]),
    text => text.replace('{', pick(['{,', '{ "x" : 1 , ', '{/**/', '{"x":1,,', '{x:1,', "{'x':1,"])),
    text => text.replace(/}$/, pick([',}', '', '}}', ']', ',"x":1}', ' }'])),
    text => `[${text}]`,
    () => pick(['', 'null', '[]', '1', '"x"', '{}', 'true']),
  ]
  const badUtf8 = [[0x80], [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xc3]]
  const inJson = key => {
    const parts = [JSON.stringify(goodHeader(key)), JSON.stringify(goodClaims())]
    const which = below(2)
    if (chance(10)) {
      const [before, after] = [parts[which].slice(0, -1) + ',"x":"', '"}']
      parts[which] = Buffer.concat([Buffer.from(before), Buffer.from(pick(badUtf8)), Buffer.from(after)])
    } else parts[which] = pick(jsonEdits)(parts[which])
    return compact(key, ...parts)
  }

  // --- The header: what the token says of its key

  const kids = [...Object.values(keys).map(({ kid }) => kid), '', 'unknown', 'EDDSA', '../etc/passwd', "' OR 1=1", 'ed ', ...oddValues]
  const names = ['none', 'None', 'NONE', '', 'HS256', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES256K', 'EdDSA', 'Ed25519', 'eddsa', 'dir', ...oddValues]
  const headerEdits = [
    header => { header.kid = pick(kids) },
    header => { header.alg = pick(names) },
    header => { delete header.alg },
    header => { header.crit = pick([['b64'], ['exp'], [], ['b64', 'b64'], null, 'b64', ['']]) },
    header => { header.crit = ['b64']; header.b64 = pick([true, false, 1]) },
    header => { header.b64 = pick([true, false]) },
    header => { header.jku = header.x5u = 'https://evil.example/keys' },
    header => { header.x5c = ['MIIB'] },
    header => { header.typ = pick(['logout+jwt', 'JOSE', 'secevent+jwt', 'application/jwt', ...oddValues]) },
    header => { header.cty = header.x5t = header.zip = 'JWT' },
    header => { header.__proto__ = { kid: 'unknown' }; Object.defineProperty(header, 'constructor', { value: 1, enumerable: true }) },
  ]
  const inHeader = key => {
    const header = goodHeader(key)
    do pick(headerEdits)(header); while (chance(20))
    return compact(key, JSON.stringify(header), JSON.stringify(goodClaims()))
  }
  // A key that the token brings, and signs with; a public key taken for a secret; no signature at all.
  const forged = key => {
    const stranger = strangers[key.alg]
    const header = goodHeader(key)
    const claims = JSON.stringify(goodClaims())
    if (chance(40)) {
      if (chance(70)) header.jwk = { ...stranger.jwk, kid: key.kid }
      return compact(stranger, JSON.stringify(header), claims)
    }
    if (chance(20)) return `${compact(key, JSON.stringify({ ...header, alg: pick(['none', 'None', 'HS256']) }), claims).replace(/[^.]*$/, '')}`
    const { jwk } = key
    const text = jwk.x ?? jwk.n ?? jwk.k
    const secret = pick([JSON.stringify(jwk), text, key.alg === 'HS256' ? '' : Buffer.from(text, 'base64url')])
    return compact({ sign: text => createHmac('sha256', secret).update(text).digest() }, JSON.stringify({ ...header, alg: 'HS256' }), claims)
  }

  // --- The claims

  const claimEdits = [
    claims => { delete claims[pick(['iss', 'aud', 'exp', 'sub'])] },
    claims => { claims[pick(['iss', 'aud', 'exp', 'sub', 'nbf', 'iat'])] = pick(oddValues) },
    claims => { claims[pick(['exp', 'nbf', 'iat'])] = pick(oddTimes) },
    claims => { claims[pick(['exp', 'nbf', 'iat'])] = now + below(200) - 100 + below(1000) / 1000 },
    claims => { claims.iss = pick([`${issuer}/`, issuer.toUpperCase(), ` ${issuer}`, `${issuer}\0`, 'https://evil.example', issuer]) },
    claims => { claims.aud = pick([`${audience} `, [`${audience}x`], ['a', 'b'], [[audience]], [null, audience], `${audience},x`, [1, audience]]) },
    claims => { claims.sub = pick(['', '\0', `some\0body`, 'x'.repeat(3000), ' ']) },
  ]
  const inClaims = key => {
    const claims = goodClaims()
    do pick(claimEdits)(claims); while (chance(20))
    return compact(key, JSON.stringify(goodHeader(key)), JSON.stringify(claims))
  }

  const kinds = { good, inText, ofTwo, inBase64, inSignature, inJson, inHeader, forged, inClaims }
  const weights = ['good', 'inText', 'inText', 'ofTwo', 'inBase64', 'inSignature', 'inJson', 'inJson', 'inJson', 'inHeader', 'inHeader', 'forged', 'inClaims', 'inClaims']
  // A token, which key it was made for, and how.
  return () => {
    const [key, kind] = [keys[pick(signers)], pick(weights)]
    return { alg: key.alg, kind, token: kinds[kind](key) }
  }
}
