import * as oauth from 'oauth4webapi';
import { solveEach } from './cases.js';

// Servers are on loopback, without TLS.
const options = { [oauth.allowInsecureRequests]: true };

// The way of a client that knows nothing but a resource (RFC 9728, 5): refused, it finds the metadata, the issuer and its keys.
await solveEach(async ({ resource, path }) => {
  const refused = await fetch(resource + path);
  const [, address] = /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate'));
  const url = new URL(resource);
  const response = await oauth.resourceDiscoveryRequest(url, options);
  const found = await oauth.processResourceDiscoveryResponse(url, response);
  const issuer = new URL(found.authorization_servers[0]);
  const metadata = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  const as = await oauth.processDiscoveryResponse(issuer, metadata);
  return { address, url: response.url, issuer: as.issuer, bearerMethods: found.bearer_methods_supported, scopes: found.scopes_supported };
});
