import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { solveEach } from './cases.js';

// The issuer is on loopback, without TLS.
const insecure = { [oauth.allowInsecureRequests]: true };

await solveEach(async ({ library, issuer, caller, secret, refresh, other, otherAccess }) => {
  const connect = library === 'openid-client' ? openidClient : webApi;
  const app = await connect(issuer, 'app');
  const basic = await connect(issuer, caller, secret, 'basic');
  const post = await connect(issuer, caller, secret, 'post');
  const wrong = await connect(issuer, caller, `${secret}?`, 'basic');
  const steps = {};
  const step = async (name, act) => {
    steps[name] = await act().catch(describe);
  };
  const active = async (asking, token) => {
    const told = await asking.introspect(token);
    return told.active ? `${told.sub} ${told.scope} ${told.token_type} ${told.role}` : 'inactive';
  };

  let pair = { refresh_token: refresh };
  for (const name of ['first', 'second', 'third'])
    await step(name, async () => {
      pair = await app.refresh(pair.refresh_token);
      return `${pair.token_type} ${pair.expires_in}`;
    });
  await step('shrunk', async () => {
    pair = await app.refresh(pair.refresh_token, { scope: 'read' });
    return pair.scope;
  });
  await step('shrunk, told', () => active(basic, pair.access_token));
  await step('wider', () => app.refresh(pair.refresh_token, { scope: 'admin' }));
  await step('whole', async () => {
    pair = await app.refresh(pair.refresh_token);
    return pair.scope ?? 'all';
  });
  await step('told to basic', () => active(basic, pair.access_token));
  await step('told to post', () => active(post, pair.access_token));
  await step('told of a refresh token', () => active(basic, pair.refresh_token));
  await step('told to a wrong caller', () => active(wrong, pair.access_token));
  await step('told to nobody', () => active(app, pair.access_token));
  await step('revoked', () => app.revoke(pair.access_token));
  await step('revoked, told', () => active(basic, pair.access_token));
  await step('revoked nothing', () => app.revoke('nothing'));
  await step('goes on', async () => {
    pair = await app.refresh(pair.refresh_token);
    return active(basic, pair.access_token);
  });
  await step('reused', () => app.refresh(refresh));
  await step('ended', () => app.refresh(pair.refresh_token));
  await step('ended, told', () => active(basic, pair.access_token));
  await step('other, told', () => active(basic, otherAccess));
  await step('other, revoked', () => app.revoke(other));
  await step('other, revoked, told', () => active(basic, otherAccess));
  await step('other, refreshed', () => app.refresh(other));
  return { steps };
});

async function openidClient(issuer, id, secret, way) {
  const ways = { basic: client.ClientSecretBasic, post: client.ClientSecretPost };
  const auth = way ? ways[way](secret) : client.None();
  const config = await client.discovery(
    new URL(issuer), id, undefined, auth, { algorithm: 'oauth2', execute: [client.allowInsecureRequests] });
  return {
    refresh: (token, parameters) => client.refreshTokenGrant(config, token, parameters),
    revoke: (token) => client.tokenRevocation(config, token).then(() => 'done'),
    introspect: (token) => client.tokenIntrospection(config, token),
  };
}

async function webApi(issuer, id, secret, way) {
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { ...insecure, algorithm: 'oauth2' }));
  const ways = { basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost };
  const auth = way ? ways[way](secret) : oauth.None();
  const self = { client_id: id };
  return {
    refresh: async (token, additionalParameters) => oauth.processRefreshTokenResponse(
      server, self, await oauth.refreshTokenGrantRequest(server, self, auth, token, { ...insecure, additionalParameters })),
    revoke: async (token) => {
      await oauth.processRevocationResponse(await oauth.revocationRequest(server, self, auth, token, insecure));
      return 'done';
    },
    introspect: async (token) => oauth.processIntrospectionResponse(
      server, self, await oauth.introspectionRequest(server, self, auth, token, insecure)),
  };
}

// What the library tells of the error of the server. Everything else is a mistake of the case.
function describe(error) {
  if (error instanceof oauth.ResponseBodyError || error instanceof client.ResponseBodyError) return `${error.status} ${error.error}`;
  if (error instanceof oauth.WWWAuthenticateChallengeError || error instanceof client.WWWAuthenticateChallengeError)
    return `${error.status} ${error.cause[0].scheme}`;
  throw error;
}
