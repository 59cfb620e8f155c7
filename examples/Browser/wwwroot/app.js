import { api, json } from './api.js';
import { follow } from './feed.js';

const $ = id => document.getElementById(id);
const tabs = new BroadcastChannel('session');
let unfollow;
let user;

// What a person reads when the session is over.
const reasons = {
  token_missing: 'Your session has expired. Please sign in again.',
  token_expired: 'Your session has expired. Please sign in again.',
  token_revoked: 'You were signed out on another device.',
  refresh_reused: 'Your session was ended to protect you. Please sign in again.',
};

// Two views. Only one of them is in the document: what was protected is gone with the sign-out, not hidden.

function show(view, account) {
  unfollow?.();
  unfollow = undefined;
  $('view').replaceChildren($(view).content.cloneNode(true));
  $('account').replaceChildren(...account ? [$(account).content.cloneNode(true)] : []);
}

function say(text, tone = '') {
  $('status').className = tone;
  $('status').textContent = text;
}

function showSignedOut(text = '') {
  user = undefined;
  document.title = 'Sign in - Notebook';
  show('signed-out');
  say(text, 'notice');
  $('login').addEventListener('submit', login);
  $('username').focus();
}

async function showSignedIn(identity) {
  user = identity;
  document.title = `${identity} - Notebook`;
  show('signed-in', 'signed-in-account');
  $('identity').textContent = $('name').textContent = identity;
  $('note').addEventListener('submit', save);
  $('logout').addEventListener('click', () => logout('/logout', 'You are signed out.'));
  $('logout-all').addEventListener('click', () => logout('/logout/all', 'You are signed out on all devices.'));
  unfollow = follow('/feed', { onText: tell, onState: showState });
  document.querySelector('h1').focus();
  await Promise.all([showNote(), showDevices()]);
}

/** Asks who is signed in, without a word where no user is. */
async function start(message) {
  const answer = await api('/me').catch(() => undefined);
  if (answer?.ok) await showSignedIn((await answer.json()).identity);
  else if (answer?.status !== 401) showSignedOut('The server cannot be asked at the moment. Please try again.');
  if (message && answer?.ok) say(message);
}

async function login(event) {
  event.preventDefault();
  const answer = await fetch('/login', json(Object.fromEntries(new FormData(event.target))));
  if (!answer.ok) return say('That did not work. Please check what you wrote.', 'error');
  tabs.postMessage('signed-in');
  await start('You are signed in.');
}

async function logout(path, message) {
  const answer = await api(path, { method: 'POST' });
  if (answer.status === 401) return;
  if (!answer.ok) return say('Signing out did not work. Please try again.', 'error');
  tabs.postMessage('signed-out');
  showSignedOut(message);
}

async function showNote() {
  const answer = await api('/note');
  if (answer.ok && $('text')) $('text').value = (await answer.json()).text;
}

async function save(event) {
  event.preventDefault();
  const answer = await api('/note', json({ text: $('text').value }));
  if (answer.ok) say('Your note is saved.');
  else if (answer.status !== 401) say('Your note could not be saved. Please try again.', 'error');
}

async function showDevices() {
  const answer = await api('/devices');
  if (!answer.ok || !$('devices')) return;
  const devices = await answer.json();
  $('devices')?.replaceChildren(...devices.map(deviceItem));
}

function deviceItem(device) {
  const item = $('device').content.cloneNode(true);
  const [name, since, button] = ['.agent', '.quiet', 'button'].map(selector => item.querySelector(selector));
  name.textContent = nameOf(device.userAgent);
  since.textContent = device.current ? 'This device' : `Since ${new Date(device.started).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}`;
  button.hidden = device.current;
  button.setAttribute('aria-label', `Sign out ${name.textContent}`);
  button.addEventListener('click', () => end(device, name.textContent));
  return item;
}

async function end(device, name) {
  const answer = await api(`/devices/${encodeURIComponent(device.id)}`, { method: 'DELETE' });
  if (answer.status === 401) return;
  say(answer.ok ? `${name} is signed out.` : `${name} was signed out already.`);
  await showDevices();
  $('devices-title')?.focus();
}

/** "Firefox on Linux": good enough for a list of one's own devices. */
function nameOf(userAgent = '') {
  const first = names => names.find(([sign]) => userAgent?.includes(sign))?.[1];
  const browser = first([['Edg/', 'Edge'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']]) ?? 'A browser';
  const system = first([['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']]);
  return system ? `${browser} on ${system}` : browser;
}

function tell(text) {
  const time = new Date().toLocaleTimeString([], { timeStyle: 'short' });
  const item = document.createElement('li');
  item.append(Object.assign(document.createElement('time'), { textContent: time }), text);
  $('activity').prepend(item);
  if (/device/.test(text)) showDevices();
}

function showState(state) {
  $('live').textContent = state;
  $('live').dataset.state = state;
}

// The session ended: the cookies that are left are worth nothing, and a next visit is to begin without them.
addEventListener('signed-out', ({ detail: code }) => {
  if (!user && $('login')) return;
  if (code === 'token_revoked' || code === 'refresh_reused') fetch('/logout', { method: 'POST' });
  showSignedOut(user || code === 'token_revoked' ? reasons[code] ?? 'Please sign in again.' : '');
});

// Other tabs have the same cookies: what one of them does is true for all.
tabs.addEventListener('message', ({ data }) => {
  if (data === 'signed-in') start();
  else if (user) showSignedOut('You signed out in another tab.');
});

// The back button brings a page as it was left. Nothing is left in it, and it asks again who is signed in.
addEventListener('pagehide', () => show('blank'));
addEventListener('pageshow', ({ persisted }) => persisted && start());

start();
