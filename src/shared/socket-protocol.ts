import { decode, encode } from '@msgpack/msgpack';
import { MAX_CANVAS_SIDE } from './document-format.ts';
import type { HostEvent } from './events.ts';
import type { RouteName } from './routes/route-names.ts';

/** Where the browser mode listens for its page's WebSocket. */
export const SOCKET_PATH = '/socket';

/** Answers whether a token is right, so that a page can tell a wrong token from a host that is gone. */
export const SESSION_PATH = '/session';

/** The subprotocol that both sides speak. The host answers with this name alone, never with the token. */
export const SOCKET_PROTOCOL = 'umber';

/**
 * The subprotocol by which a page hands over its token. A WebSocket's address may end up in a log or a history; this
 * header does not, and a page of another origin cannot know what to write there.
 */
export function tokenProtocol(token: string): string {
  return `umber-token.${token}`;
}

/**
 * Largest message: a request as large as a canvas may be, with its layout, source and mask, five bytes a pixel, or the
 * PNG of its picture, which carries those as well; with room for what is around it.
 */
export const MAX_MESSAGE_BYTES = 6 * MAX_CANVAS_SIDE ** 2 + 64 * 1024 ** 2;

/** What a page calls. The answer is the route's `RouteAnswer`. */
export interface HostFunctions {
  call: (route: RouteName, input: unknown) => Promise<unknown>;
}

/** What the host calls, without waiting for an answer. */
export interface PageFunctions {
  event: (event: HostEvent) => void;
}

/** A message as bytes. MessagePack has no `undefined`: such fields are left out, so that optional ones stay absent. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true });
}

/**
 * A message of the other side: a request or an answer, as birpc makes them.
 *
 * @throws RangeError or TypeError for bytes that are none
 */
export function decodeMessage(bytes: Uint8Array): object {
  const message = decode(bytes, { maxMapLength: 100_000, maxArrayLength: 1_000_000, maxExtLength: 0 });
  const isMessage = typeof message === 'object' && message !== null && 't' in message;
  if (!isMessage) throw new TypeError('This is no message.');
  return message;
}
