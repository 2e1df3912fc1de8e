import { contextBridge, ipcRenderer } from 'electron';
import { routeNames } from '../shared/routes/route-names.ts';

// One function per route and nothing more: the renderer cannot name a channel of its own.
contextBridge.exposeInMainWorld(
  'umber',
  Object.fromEntries(
    routeNames.map((name) => [name, (input: unknown): Promise<unknown> => ipcRenderer.invoke(name, input)]),
  ),
);
