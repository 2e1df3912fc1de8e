import { createBirpc, type BirpcReturn } from 'birpc';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent } from '../../shared/events.ts';
import { routeNames, type RouteName } from '../../shared/routes/route-names.ts';
import type { HostBridge } from '../../shared/routes/routes.ts';
import {
  decodeMessage,
  encodeMessage,
  SESSION_PATH,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  tokenProtocol,
  type HostFunctions,
  type PageFunctions,
} from '../../shared/socket-protocol.ts';

export interface SocketBridgeOptions {
  /** Of the page: `http://127.0.0.1:4318`. */
  readonly address: string;
  readonly token: string | undefined;
  /** Between attempts to find a host that is gone; the last one from then on. */
  readonly retryDelaysMs?: readonly number[];
}

/** The bridge, and what ends it. */
export interface SocketBridge extends HostBridge {
  /** Goes on with another token, at once where the one before was refused. */
  useToken(token: string | undefined): void;
  close(): void;
}

type Rpc = BirpcReturn<HostFunctions, PageFunctions>;

const usualRetryDelaysMs = [100, 250, 500, 1_000, 2_000];

/** What the page asks for again by itself once the connection is back; nothing else is. */
const askedAgain: ReadonlySet<RouteName> = new Set<RouteName>([
  'app.about',
  'gallery.page',
  'jobs.list',
  'packs.list',
  'packs.providers',
  'projects.binned',
  'projects.commit',
  'projects.list',
  'settings.get',
]);

function unreachable(route: RouteName) {
  const advice = askedAgain.has(route)
    ? sentence`What was painted is kept. This goes on by itself once the host runs again.`
    : sentence`What was painted is kept. Ask for this again once the host is back.`;
  const error = new UmberError('HOST_UNREACHABLE', sentence`The studio’s host cannot be reached.`, {
    advice,
  });
  return { ok: false as const, error: error.value };
}

/**
 * Speaks with the host over a WebSocket, and looks for it again whenever the connection is lost. Calls never throw: made
 * while the host is gone, or without an answer when it went, they answer `HOST_UNREACHABLE`. Those made before the first
 * connection wait for it.
 */
export function openSocketBridge(options: SocketBridgeOptions): SocketBridge {
  const { address, retryDelaysMs = usualRetryDelaysMs } = options;
  const listeners = new Set<(event: HostEvent) => void>();
  let { token } = options;
  let isClosed = false;
  let attempt = 0;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: 'open' | 'lost' | 'refused' | undefined;
  /** The connection that calls go out on; none where there is no use in waiting. */
  let rpc: Promise<Rpc | undefined> = connect();

  function tell(event: HostEvent): void {
    for (const listener of listeners) listener(event);
  }

  function enter(next: 'open' | 'lost' | 'refused'): void {
    if (state === next) return;
    state = next;
    tell({ kind: 'connectionChanged', state: next });
  }

  /** One attempt. What it resolves to says whether the host is there; trying again is arranged inside. */
  function connect(): Promise<Rpc | undefined> {
    return new Promise((resolve) => {
      const tried = token;
      const fresh = new WebSocket(`${address.replace(/^http/, 'ws')}${SOCKET_PATH}`, [
        SOCKET_PROTOCOL,
        tokenProtocol(tried ?? 'none'),
      ]);
      fresh.binaryType = 'arraybuffer';
      socket = fresh;
      let connected: Rpc | undefined;
      fresh.addEventListener('open', () => {
        attempt = 0;
        connected = speakOver(fresh, { event: tell });
        resolve(connected);
        rpc = Promise.resolve(connected);
        enter('open');
      });
      // A failed attempt ends with `close` as well, after an `error` that says nothing.
      fresh.addEventListener('close', () => {
        connected?.$close();
        resolve(undefined);
        if (isClosed) return;
        rpc = Promise.resolve(undefined);
        void (connected ? Promise.resolve(false) : isTokenRefused(address, tried)).then((isWrong) => {
          if (isClosed) return;
          const isRefused = isWrong && tried === token;
          enter(isRefused ? 'refused' : 'lost');
          if (isRefused) return;
          const delayMs = retryDelaysMs[Math.min(attempt++, retryDelaysMs.length - 1)];
          timer = setTimeout(() => void connect(), delayMs);
        });
      });
    });
  }

  async function call(route: RouteName, input: unknown): Promise<unknown> {
    try {
      return (await (await rpc)?.call(route, input)) ?? unreachable(route);
    } catch {
      return unreachable(route);
    }
  }

  return {
    routes: Object.fromEntries(
      routeNames.map((name) => [name, (input: unknown) => call(name, input)]),
    ) as unknown as HostBridge['routes'],
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    useToken(given) {
      if (given === token) return;
      token = given;
      if (state === 'refused') rpc = connect();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** The two ends of a connection that is open. */
function speakOver(socket: WebSocket, functions: PageFunctions): Rpc {
  return createBirpc<HostFunctions, PageFunctions>(functions, {
    bind: 'functions',
    // Loading a pack or a large project takes what it takes; a host that is gone is told of by the socket.
    timeout: -1,
    serialize: encodeMessage,
    deserialize: (data: ArrayBuffer) => decodeMessage(new Uint8Array(data)),
    post: (bytes: Uint8Array<ArrayBuffer>) => socket.send(bytes),
    on: (listener) => {
      socket.addEventListener('message', (event) => listener(event.data as ArrayBuffer));
    },
  });
}

/** A WebSocket does not say why it failed; the host does, where it is there. */
async function isTokenRefused(address: string, token: string | undefined): Promise<boolean> {
  try {
    const answer = await fetch(address + SESSION_PATH, {
      headers: { Authorization: `Bearer ${token ?? 'none'}` },
    });
    return answer.status === 401;
  } catch {
    return false;
  }
}
