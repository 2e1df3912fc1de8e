/** Runs the built main process with the stand-in for Electron, and prints what it did as JSON. */
import { loadBuiltMain } from './load-built-main.ts';

const { asked, given } = await loadBuiltMain();
while (asked.engines.length === 0 || given.menu === undefined)
  await new Promise((resolve) => setTimeout(resolve, 50));

async function answerTo(url: string): Promise<object> {
  const answer = await given.answer?.(new Request(url));
  return { status: answer?.status, headers: Object.fromEntries(answer?.headers ?? []) };
}

function isStopped(url: string): unknown {
  let isCancelled: unknown;
  given.request?.({ url }, (answer) => (isCancelled = (answer as { cancel: boolean }).cancel));
  return isCancelled;
}

function isPermitted(permission: string): unknown {
  let isGranted: unknown;
  given.permission?.(undefined, permission, (answer: unknown) => (isGranted = answer));
  return isGranted;
}

const permissions = [
  'media',
  'geolocation',
  'notifications',
  'clipboard-read',
  'clipboard-sanitized-write',
  'fullscreen',
  'openExternal',
  'midi',
];
const addresses = [
  'https://example.org/',
  'http://127.0.0.1/',
  'file:///etc/passwd',
  'ws://localhost/',
  'umber://other/',
];

console.log(
  JSON.stringify({
    ...asked,
    menu: given.menu.items.flatMap(({ submenu }) => submenu?.items.flatMap(({ id }) => id ?? []) ?? []),
    page: await answerTo('umber://studio/'),
    missing: await answerTo('umber://studio/%2e%2e/main/index.js'),
    permitted: permissions.filter((name) => isPermitted(name) !== false),
    permittedByCheck: permissions.filter((name) => given.permissionCheck?.(undefined, name) !== false),
    isDevicePermitted: given.devicePermission?.(),
    letOut: addresses.filter((url) => isStopped(url) !== true),
    letIn: ['umber://studio/', 'blob:umber://studio/x', 'data:,x'].filter((url) => isStopped(url) === false),
  }),
);
process.exit(0);
