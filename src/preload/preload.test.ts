import { beforeAll, describe, expect, it, vi } from 'vitest';
import { routeNames } from '../shared/routes/route-names.ts';

type Say = (event: unknown, hostEvent: unknown) => void;
interface Bridge {
  routes: Record<string, (input: unknown) => Promise<unknown>>;
  onEvent(listener: (event: unknown) => void): () => void;
}

const electron = vi.hoisted(() => {
  const exposed: Record<string, unknown> = {};
  const channels: Record<string, unknown> = {};
  return {
    exposed,
    channels,
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value) },
    ipcRenderer: {
      on: (channel: string, listener: unknown) => (channels[channel] = listener),
      invoke: (...values: unknown[]) => Promise.resolve(values),
    },
  };
});
vi.mock('electron', () => electron);

let bridge: Bridge;
let say: Say;
beforeAll(async () => {
  await import('./index.ts');
  bridge = electron.exposed['umber'] as Bridge;
  say = electron.channels['host.event'] as Say;
});

describe('the bridge', () => {
  it('offers the routes and one way to listen, and nothing else', () => {
    expect(Object.keys(electron.exposed)).toEqual(['umber']);
    expect(Object.keys(bridge)).toEqual(['routes', 'onEvent']);
    expect(Object.keys(bridge.routes)).toEqual([...routeNames]);
    expect(Object.keys(electron.channels)).toEqual(['host.event']);
  });

  it('calls each route by its own name with the input alone', async () => {
    expect(await bridge.routes['projects.open']?.({ id: 'a' })).toEqual(['projects.open', { id: 'a' }]);
  });

  it('keeps what is said before anybody listens, hides Electron’s event, and stops when told', () => {
    say({ sender: 'electron' }, { kind: 'early' });
    const heard: unknown[] = [];
    const stop = bridge.onEvent((event) => heard.push(event));
    say({ sender: 'electron' }, { kind: 'late' });
    stop();
    say({ sender: 'electron' }, { kind: 'unheard' });
    expect(heard).toEqual([{ kind: 'early' }, { kind: 'late' }]);
  });
});
