import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { solveEach } from './cases.js';

// The issuer is on loopback, without TLS.
const options = { [oauth.allowInsecureRequests]: true };

await solveEach(async ({ issuer, algorithm }) => {
  const url = new URL(issuer);
  const response = await oauth.discoveryRequest(url, { ...options, algorithm });
  const found = await oauth.processDiscoveryResponse(url, response);
  const config = await client.discovery(url, 'app', undefined, client.None(), { algorithm, execute: [client.allowInsecureRequests] });
  const keys = await (await fetch(found.jwks_uri)).json();
  return { url: response.url, issuer: config.serverMetadata().issuer, jwksUri: found.jwks_uri, keys: keys.keys.length };
});
