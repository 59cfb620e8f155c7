import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { solveEach } from './cases.js';

const sets = new Map();

await solveEach(async ({ token, alg, jwksUri, secret, issuer, audience, typ, now, alsoAlg }) => {
  const key = jwksUri ? remote(jwksUri) : Buffer.from(secret, 'base64');
  try {
    const algorithms = alsoAlg ? [alg, alsoAlg] : [alg];
    const { payload } = await jwtVerify(token, key, { algorithms, issuer, audience, typ, currentDate: new Date(now * 1000) });
    return { sub: payload.sub };
  } catch (error) {
    // Everything else is a mistake of the case, not a result.
    if (!(error instanceof errors.JOSEError)) throw error;
    return { error: error.code, claim: error.claim };
  }
});

function remote(uri) {
  if (!sets.has(uri)) sets.set(uri, createRemoteJWKSet(new URL(uri)));
  return sets.get(uri);
}
