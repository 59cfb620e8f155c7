import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { expressjwt } from 'express-jwt';
import { createSigner, createVerifier } from 'fast-jwt';
import * as jose from 'jose';
import { solveEach } from './cases.js';

const require = createRequire(import.meta.url);
const jsonwebtoken = require('jsonwebtoken');
const jsrsasign = require('jsrsasign');
const jws = require('jws');
const njwt = require('njwt');

// Each stack verifies and signs as its documentation shows first; what it does not know is absent from algorithms or checks.
let issuer, audience, keys, jwks, publicPems;

const secretOf = (alg) => keys[alg].secret && Buffer.from(keys[alg].secret, 'base64');
const publicOf = (alg) => secretOf(alg) ?? keys[alg].pem;
const privateOf = (alg) => secretOf(alg) ?? keys[alg].pkcs8;

function byKid(kid) {
  if (!publicPems.has(kid)) throw new Error('no key has this kid');
  return publicPems.get(kid);
}

// A service that knows a key lets the library choose the algorithms wherever it does.
const stacks = [
  {
    stack: 'jsonwebtoken',
    checks: ['exp', 'iss', 'aud'],
    sets: true,
    verify({ alg, token, set, aud }) {
      const options = { issuer, audience: aud ? audience : undefined };
      if (!set) return jsonwebtoken.verify(token, publicOf(alg), options);
      return new Promise((resolve, reject) => jsonwebtoken.verify(
        token,
        (header, done) => { try { done(null, byKid(header.kid)); } catch (error) { done(error); } },
        options,
        (error, claims) => (error ? reject(error) : resolve(claims))));
    },
    sign: ({ alg, header, payload }) => jsonwebtoken.sign(payload, privateOf(alg), { algorithm: alg, header, noTimestamp: !payload.iat }),
  },
  {
    stack: 'jose',
    checks: ['exp', 'iss', 'aud'],
    sets: true,
    async verify({ alg, token, set, aud }) {
      const key = set ? jose.createLocalJWKSet(jwks) : secretOf(alg) ?? await jose.importSPKI(keys[alg].pem, alg);
      return (await jose.jwtVerify(token, key, { issuer, audience: aud ? audience : undefined })).payload;
    },
    async sign({ alg, header, payload }) {
      return new jose.SignJWT(payload).setProtectedHeader({ alg, ...header }).sign(secretOf(alg) ?? await jose.importPKCS8(keys[alg].pkcs8, alg));
    },
  },
  {
    stack: 'fast-jwt',
    checks: ['exp', 'iss', 'aud'],
    sets: true,
    verify({ alg, token, set, aud }) {
      const key = set ? async ({ header }) => byKid(header.kid) : publicOf(alg);
      return createVerifier({ key, allowedIss: issuer, allowedAud: aud ? audience : undefined })(token);
    },
    sign: ({ alg, header, payload }) => createSigner({ key: privateOf(alg), algorithm: alg, header, noTimestamp: !payload.iat })(payload),
  },
  {
    stack: 'jws',
    checks: [],
    verify({ alg, token }) {
      // The library leaves the choice of the algorithm to its caller: this one believes the header, as many do.
      if (!jws.verify(token, jws.decode(token).header.alg, publicOf(alg))) throw new Error('invalid signature');
      return JSON.parse(jws.decode(token).payload);
    },
    sign: ({ alg, header, payload }) => jws.sign({ header: { alg, ...header }, payload: JSON.stringify(payload), privateKey: privateOf(alg) }),
  },
  {
    stack: 'njwt',
    checks: ['exp'],
    only: /^(HS|RS|ES)/,
    verify: ({ alg, token }) => njwt.verify(token, publicOf(alg), alg).body,
    sign({ alg, header, payload }) {
      const token = njwt.create({}, privateOf(alg), alg);
      for (const name of ['jti', 'iat', 'exp', ...Object.keys(payload)]) delete token.body[name];
      Object.assign(token.body, payload);
      for (const [name, value] of Object.entries(header)) token.setHeader(name, value);
      return token.compact();
    },
  },
  {
    stack: 'jsrsasign',
    checks: ['exp', 'iss', 'aud'],
    // Its RSA is JavaScript, and slow.
    only: /256$/,
    verify({ alg, token, aud }) {
      const { KJUR, KEYUTIL, b64utohex } = jsrsasign;
      const key = keys[alg].secret ? { hex: secretOf(alg).toString('hex') } : KEYUTIL.getKey(keys[alg].pem);
      const accepted = { alg: [alg, 'HS256'], iss: [issuer], ...(aud ? { aud: [audience] } : {}) };
      if (!KJUR.jws.JWS.verifyJWT(token, key, accepted)) throw new Error('not verified');
      return KJUR.jws.JWS.readSafeJSONString(Buffer.from(b64utohex(token.split('.')[1]), 'hex').toString('utf8'));
    },
    sign({ alg, header, payload }) {
      const { KJUR, KEYUTIL } = jsrsasign;
      const key = keys[alg].secret ? { hex: secretOf(alg).toString('hex') } : KEYUTIL.getKey(keys[alg].pkcs8);
      return KJUR.jws.JWS.sign(alg, JSON.stringify({ alg, ...header }), JSON.stringify(payload), key);
    },
  },
  {
    stack: 'express-jwt',
    checks: ['exp', 'iss', 'aud'],
    sets: true,
    async verify({ alg, token, set, aud }) {
      const secret = set ? (_, decoded) => byKid(decoded.header.kid) : publicOf(alg);
      const request = { headers: { authorization: `Bearer ${token}` } };
      const middleware = expressjwt({ secret, algorithms: [alg, 'HS256'], issuer, audience: aud ? audience : undefined });
      await new Promise((resolve, reject) => middleware(request, {}, (error) => (error ? reject(error) : resolve())));
      return request.auth;
    },
  },
];

async function attempt({ only, sets, ...stack }, kind, one) {
  if (!stack[kind] || (only && !only.test(one.alg)) || (one.set && !sets)) return undefined;
  try {
    const result = await stack[kind](one);
    return kind === 'sign' ? { token: result } : { sub: result.sub };
  } catch (error) {
    return { error: `${error.code ?? error.name}: ${error.message ?? error}` };
  }
}

async function runEach(stack, kind, list) {
  const results = await Promise.all(list.map(async (one) => [one.id, await attempt(stack, kind, one)]));
  return Object.fromEntries(results.filter(([, result]) => result));
}

await solveEach(async ({ verify, sign, ...request }) => {
  ({ issuer, audience, keys, jwks } = request);
  publicPems = new Map(jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })]));
  const results = [];
  for (const stack of stacks) {
    results.push({
      stack: stack.stack,
      version: require('./package-lock.json').packages[`node_modules/${stack.stack}`].version,
      checks: stack.checks,
      verified: await runEach(stack, 'verify', verify),
      signed: await runEach(stack, 'sign', sign),
    });
  }
  return results;
});
