import * as oauth from 'oauth4webapi';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { solveEach } from './cases.js';

const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];

// What RFC 9068, 2.2 and 4 require, checked by both libraries: the client, or what each of them misses.
await solveEach(async ({ issuer, audience, token }) => ({
  oauth4webapi: await byOAuth4WebApi(issuer, audience, token),
  jose: await byJose(issuer, audience, token),
}));

async function byOAuth4WebApi(issuer, audience, token) {
  const url = new URL(issuer);
  const options = { [oauth.allowInsecureRequests]: true };
  const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...options, algorithm: 'oauth2' }));
  const request = new Request('https://api.example.com/', { headers: { authorization: `Bearer ${token}` } });
  try {
    return (await oauth.validateJwtAccessToken(as, request, audience, options)).client_id;
  } catch (error) {
    if (!(error instanceof oauth.OperationProcessingError)) throw error;
    return error.message;
  }
}

async function byJose(issuer, audience, token) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  try {
    return (await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt', requiredClaims })).payload.client_id;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return error.message;
  }
}
