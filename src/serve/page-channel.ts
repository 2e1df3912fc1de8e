import { createBirpc } from 'birpc';
import type { RawData, WebSocket } from 'ws';
import { callRoute } from '../host/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { HostEvent } from '../shared/events.ts';
import { isRouteName } from '../shared/routes/route-names.ts';
import type { RouteHandlers } from '../shared/routes/routes.ts';
import {
  decodeMessage,
  encodeMessage,
  type HostFunctions,
  type PageFunctions,
} from '../shared/socket-protocol.ts';
import { createEventStream } from './event-stream.ts';

/** With so many calls unanswered, the rest of what a page sent waits in its socket. */
const MAX_CALLS = 64;
/** With so much unread, the page's next calls wait as well. */
const MAX_UNREAD_BYTES = 64 * 1024 ** 2;
const PING_INTERVAL_MS = 15_000;
const MAX_MISSED_PINGS = 2;

const unknownRoute = {
  ok: false as const,
  error: new UmberError(
    'REQUEST_INVALID',
    sentence`The page asked for something that the host does not know.`,
    {
      advice: sentence`Load the page again; page and host may be of two versions.`,
    },
  ).value,
};

/** Connects one page to the host: its calls are answered, and what the returned function is given reaches it. */
export function openPageChannel(socket: WebSocket, routes: RouteHandlers): (event: HostEvent) => void {
  let calls = 0;
  const isBusy = (): boolean => calls >= MAX_CALLS || socket.bufferedAmount > MAX_UNREAD_BYTES;

  const functions: HostFunctions = {
    async call(route, input) {
      calls++;
      if (isBusy()) socket.pause();
      try {
        return isRouteName(route) ? await callRoute(routes, route, input) : unknownRoute;
      } finally {
        calls--;
      }
    },
  };
  const page = createBirpc<PageFunctions, HostFunctions>(functions, {
    bind: 'functions',
    // Only our own function may be named, nothing that objects have by birth.
    resolver: (name) => (name === 'call' ? functions.call : undefined),
    timeout: -1,
    serialize: encodeMessage,
    deserialize: (data: RawData) => decodeMessage(bytesOf(data)),
    post: (bytes: Uint8Array) =>
      new Promise<void>((resolve) => {
        socket.send(bytes, () => {
          if (!isBusy()) socket.resume();
          resolve();
        });
      }),
    on: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) listener(data);
        else socket.close(1003);
      });
    },
    onGeneralError: () => {
      socket.close(1007);
      return true;
    },
  });

  endWhenSilent(socket);
  // A broken connection is followed by its close; there is nothing to add.
  socket.on('error', () => undefined);
  socket.on('close', () => page.$close());
  return createEventStream({
    bufferedBytes: () => socket.bufferedAmount,
    post: async (event) => {
      if (socket.readyState === socket.OPEN) await page.event.asEvent(event).catch(() => undefined);
    },
  });
}

/** Ends a connection whose page is gone without a word, as after a cut cable or a laptop that sleeps. */
function endWhenSilent(socket: WebSocket): void {
  let missed = 0;
  const timer = setInterval(() => {
    if (missed++ >= MAX_MISSED_PINGS) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_INTERVAL_MS);
  const isThere = (): void => {
    missed = 0;
  };
  socket.on('pong', isThere);
  socket.on('message', isThere);
  socket.on('close', () => clearInterval(timer));
}

/** A plain `Uint8Array`, so that what is cut from it is none of Node's buffers. */
function bytesOf(data: RawData): Uint8Array {
  const buffer = Array.isArray(data) ? Buffer.concat(data) : data;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
