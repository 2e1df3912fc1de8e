import { timingSafeEqual, createHash } from 'node:crypto';
import { SESSION_PATH, SOCKET_PATH, SOCKET_PROTOCOL, tokenProtocol } from '../shared/socket-protocol.ts';

/** What the gate looks at. Headers are a list of pairs as they came, so that none can hide behind another. */
export interface AskedRequest {
  readonly method: string;
  /** As on the request line, undecoded. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the gate knows. */
export interface GateRules {
  /** The whole values that `Host` may have. */
  readonly hosts: ReadonlySet<string>;
  readonly token: string;
}

/** Where a request may go, or the status it is refused with. */
export type Verdict =
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'session' }
  | { readonly kind: 'socket' }
  | { readonly kind: 'refused'; readonly status: number };

const refused = (status: number): Verdict => ({ kind: 'refused', status });

/** The only values of `Host` under which the studio answers on a port, whatever a name server says. */
export function hostsOfPort(port: number): ReadonlySet<string> {
  return new Set(['127.0.0.1', '[::1]', 'localhost'].map((name) => new URL(`http://${name}:${port}`).host));
}

/**
 * Decides on every request, WebSockets included, before anything else looks at it.
 *
 * Loopback is no defence: any website can point a name of its own at 127.0.0.1, or let a page of its own send requests
 * there. So the host has to be one of ours by the letter (421), the page that asks has to be ours (403), and what speaks
 * to the host needs the token (401). Pages are public; they hold nothing but the program.
 */
export function judgeRequest(request: AskedRequest, { hosts, token }: GateRules): Verdict {
  const { method, target } = request;
  const host = onlyHeader(request, 'host');
  if (host === undefined || !hosts.has(host)) return refused(421);
  if (!/^\/(?!\/)[\x21-\x7e]{0,1023}$/.test(target)) return refused(400);
  if (!isAbsentOr(request, 'origin', [`http://${host}`])) return refused(403);
  if (!isAbsentOr(request, 'sec-fetch-site', ['same-origin', 'none'])) return refused(403);
  if (method !== 'GET' && method !== 'HEAD') return refused(405);
  if (hasBody(request)) return refused(413);
  if (valuesOf(request, 'content-type').length > 0) return refused(415);

  const upgrade = valuesOf(request, 'upgrade');
  if (target === SOCKET_PATH) {
    if (method !== 'GET' || upgrade.length !== 1 || upgrade[0]!.toLowerCase() !== 'websocket') {
      return refused(426);
    }
    return isAllowedSocket(request, token) ? { kind: 'socket' } : refused(401);
  }
  if (upgrade.length > 0) return refused(400);
  if (target === SESSION_PATH) {
    const given = onlyHeader(request, 'authorization');
    return given !== undefined && isSame(given, `Bearer ${token}`) ? { kind: 'session' } : refused(401);
  }
  return { kind: 'page', path: target };
}

function isAllowedSocket(request: AskedRequest, token: string): boolean {
  const protocols = (onlyHeader(request, 'sec-websocket-protocol') ?? '')
    .split(',')
    .map((name) => name.trim());
  return (
    protocols.length === 2 && protocols[0] === SOCKET_PROTOCOL && isSame(protocols[1]!, tokenProtocol(token))
  );
}

/** Compares in a time that does not depend on where the two differ, nor on their lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function hasBody(request: AskedRequest): boolean {
  return (
    valuesOf(request, 'transfer-encoding').length > 0 ||
    valuesOf(request, 'content-length').some((length) => length !== '0')
  );
}

function isAbsentOr(request: AskedRequest, name: string, allowed: readonly string[]): boolean {
  const values = valuesOf(request, name);
  return values.length === 0 || (values.length === 1 && allowed.includes(values[0]!));
}

function onlyHeader(request: AskedRequest, name: string): string | undefined {
  const values = valuesOf(request, name);
  return values.length === 1 ? values[0] : undefined;
}

function valuesOf({ headers }: AskedRequest, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
