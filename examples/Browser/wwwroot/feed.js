import { api } from './api.js';

// Follows the live feed of the server. An EventSource cannot send a header: it brings a ticket, which is good once and for this path.
// The server ends the feed with the session; asking for the next ticket tells whether there is still one.

const longestPause = 30_000;

export function follow(path, { onText, onState }) {
  let source, timer, stopped = false, pause = 500;

  async function connect() {
    onState('connecting');
    const answer = await api(`/ticket?path=${path}`, { method: 'POST' }).catch(() => undefined);
    if (stopped || answer?.status === 401) return;
    if (!answer?.ok) return retry();
    const { ticket } = await answer.json();
    if (stopped) return;
    source = new EventSource(`${path}?ticket=${ticket}`);
    source.onopen = () => { pause = 500; onState('connected'); };
    source.onmessage = event => onText(event.data);
    source.onerror = retry;
  }

  // Not the EventSource's own way: it would come back with the ticket that is used up.
  function retry() {
    source?.close();
    if (stopped) return;
    onState('connecting');
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, longestPause);
  }

  connect();
  return () => { stopped = true; clearTimeout(timer); source?.close(); };
}
