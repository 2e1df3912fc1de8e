import type { App, Session } from 'electron';
import { isStudioUrl, STUDIO_SCHEME } from './studio-origin.ts';

/** The one thing that is let: what an artist copies may be pasted in other programs. Nothing is read of a clipboard. */
const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write';

/** Denies a session every other permission, every device, download and address outside the studio. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(isAllowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isAllowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on('will-download', (event) => event.preventDefault());
  // The spell checker would fetch dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const isInside = isStudioUrl(details.url) || /^(blob|data|devtools):/.test(details.url);
    answer({ cancel: !isInside });
  });
}

/** Keeps every page where it is: no navigation, no new windows, no embedded views. */
export function lockNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** What the studio's scheme may do; registered before the app is ready. */
export const studioSchemePrivileges = [
  { scheme: STUDIO_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
];

/** Switches of Chromium that keep it from speaking to anybody on its own account. */
export const offlineSwitches: readonly (readonly [name: string, value?: string])[] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['no-proxy-server'],
  ['no-pings'],
  // Whatever is asked for in spite of all: no name is ever looked up.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
];
