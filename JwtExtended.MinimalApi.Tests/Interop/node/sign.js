import { calculateJwkThumbprint, exportJWK, exportPKCS8, exportSPKI, generateKeyPair, generateSecret, importJWK, importPKCS8, SignJWT } from 'jose';
import { solveEach } from './cases.js';

const extractable = { extractable: true };

await solveEach(async ({ alg, pkcs8, secret, tokens }) => {
  const { key, ...exported } = alg.startsWith('HS') ? await symmetric(alg, secret) : await asymmetric(alg, pkcs8);
  const kid = exported.thumbprint;
  const sign = ({ typ, withKid, payload }) => new SignJWT(payload).setProtectedHeader({ alg, typ, kid: withKid ? kid : undefined }).sign(key);
  const signed = await Promise.all(Object.entries(tokens).map(async ([name, token]) => [name, await sign(token)]));
  return { alg, ...exported, tokens: Object.fromEntries(signed) };
});

async function symmetric(alg, secret) {
  const key = secret ? Buffer.from(secret, 'base64') : await generateSecret(alg, extractable);
  const jwk = await exportJWK(key);
  const thumbprint = await calculateJwkThumbprint(jwk);
  return { key, thumbprint, privateJwk: { ...jwk, alg, kid: thumbprint } };
}

async function asymmetric(alg, pem) {
  const key = pem ? await importPKCS8(pem, alg, extractable) : (await generateKeyPair(alg, extractable)).privateKey;
  const jwk = await exportJWK(key);
  const { d, p, q, dp, dq, qi, ...members } = jwk;
  const publicKey = await importJWK(members, alg, extractable);
  return {
    key,
    thumbprint: await calculateJwkThumbprint(jwk),
    privateJwk: { ...jwk, alg },
    publicJwk: { ...members, alg },
    pkcs8: await exportPKCS8(key),
    spki: await exportSPKI(publicKey),
  };
}
