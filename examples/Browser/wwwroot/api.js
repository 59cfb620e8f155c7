// A request with the cookies. An access token that is over is renewed unseen, once for all requests that run at the time.
// A 401 that stays is announced to the page: its code says why the session is over.

const renewable = ['token_expired', 'token_missing'];
let refreshing;

export async function api(path, options) {
  let answer = await fetch(path, options);
  if (answer.status === 401 && renewable.includes(await codeOf(answer))) {
    refreshing ??= fetch('/refresh', { method: 'POST' }).finally(() => refreshing = undefined);
    const renewed = await refreshing;
    answer = renewed.ok ? await fetch(path, options) : renewed;
  }
  if (answer.status === 401) dispatchEvent(new CustomEvent('signed-out', { detail: await codeOf(answer) }));
  return answer;
}

export const json = body => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const codeOf = async answer => (await answer.clone().json()).code;
