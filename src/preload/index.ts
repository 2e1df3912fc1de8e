import { contextBridge, ipcRenderer } from 'electron';
import { HOST_EVENT_CHANNEL } from '../shared/ipc-channels.ts';
import { routeNames } from '../shared/routes/route-names.ts';

type Listener = (event: unknown) => void;

const listeners = new Set<Listener>();
/** What the host said before the page listened, such as the file that the studio was opened with. */
let early: unknown[] | undefined = [];

ipcRenderer.on(HOST_EVENT_CHANNEL, (_event, hostEvent: unknown) => {
  early?.push(hostEvent);
  for (const listener of listeners) listener(hostEvent);
});

// One function per route and one to listen, nothing more: the page cannot name a channel of its own.
contextBridge.exposeInMainWorld('umber', {
  routes: Object.fromEntries(
    routeNames.map((name) => [name, (input: unknown): Promise<unknown> => ipcRenderer.invoke(name, input)]),
  ),
  onEvent(listener: Listener): () => void {
    listeners.add(listener);
    for (const hostEvent of early ?? []) listener(hostEvent);
    early = undefined;
    return () => void listeners.delete(listener);
  },
});
