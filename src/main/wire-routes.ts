import type { IpcMain, WebContents } from 'electron';
import { callRoute } from '../host/index.ts';
import type { HostEvent } from '../shared/events.ts';
import { HOST_EVENT_CHANNEL } from '../shared/ipc-channels.ts';
import { routeNames } from '../shared/routes/route-names.ts';
import type { RouteHandlers } from '../shared/routes/routes.ts';
import { isStudioUrl } from './studio-origin.ts';

/** Answers every route over Electron's channels, for the studio's own top frame alone. */
export function wireRoutes(ipcMain: Pick<IpcMain, 'handle'>, handlers: RouteHandlers): void {
  for (const name of routeNames) {
    ipcMain.handle(name, (event, input: unknown) => {
      const frame = event.senderFrame;
      if (!frame || frame.parent || !isStudioUrl(frame.url)) throw new Error(`${name}: unknown sender`);
      return callRoute(handlers, name, input);
    });
  }
}

/** Tells the page what the host says unasked, as long as it is there. */
export function tellPage(contents: WebContents | undefined, event: HostEvent): void {
  if (contents && !contents.isDestroyed() && !contents.isCrashed()) contents.send(HOST_EVENT_CHANNEL, event);
}
