import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BuiltPages } from '../host/index.ts';
import { pageHeaders } from '../shared/page-policy.ts';
import { judgeRequest } from './request-gate.ts';
import type { AskedRequest, GateRules, Verdict } from './request-gate.ts';

/** What is served, and who takes over the WebSockets that the gate let through. */
export interface HttpShell {
  readonly pages: BuiltPages;
  /** Asked for at every request: the port is known only once the server listens. */
  readonly rules: () => GateRules;
  readonly onSocket: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A few tabs, each with a handful of connections; whoever opens more does not mean well. */
const MAX_CONNECTIONS = 64;

/**
 * The server of the browser mode, not yet listening: pages out of memory, WebSockets for those with the token, and
 * refusals with an empty body. No request has a body, so every limit is tight.
 */
export function createHttpServer({ pages, rules, onSocket }: HttpShell): Server {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16 * 1024,
      // Our own gate refuses these, with our own headers.
      requireHostHeader: false,
    },
    (request, response) => {
      const verdict = judgeRequest(asked(request), rules());
      const page = verdict.kind === 'page' ? pages.get(verdict.path) : undefined;
      if (page === undefined) {
        answer(response, statusWithoutPage(verdict));
        return;
      }
      response.writeHead(200, {
        ...pageHeaders,
        'Content-Type': page.contentType,
        'Content-Length': page.bytes.byteLength,
      });
      response.end(request.method === 'HEAD' ? undefined : page.bytes);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  // A reader that does not read. A WebSocket lifts this for itself.
  server.setTimeout(30_000);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = judgeRequest(asked(request), rules());
    if (verdict.kind === 'socket') onSocket(request, socket, head);
    else refuseSocket(socket, verdict.kind === 'refused' ? verdict.status : 400);
  });
  server.on('connect', (_request, socket: Duplex) => refuseSocket(socket, 405));
  // Those who ask before they send a body are told at once that nobody wants it.
  for (const name of ['checkContinue', 'checkExpectation']) {
    server.on(name, (_request: IncomingMessage, response: ServerResponse) => answer(response, 417));
  }
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const statuses: Record<string, number> = {
      HPE_HEADER_OVERFLOW: 431,
      ERR_HTTP_REQUEST_TIMEOUT: 408,
    };
    refuseSocket(socket, statuses[error.code ?? ''] ?? 400);
  });
  return server;
}

/** Refuses on a bare socket, and ends it. */
export function refuseSocket(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = { ...pageHeaders, 'Content-Length': '0', Connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, () =>
    socket.destroy(),
  );
}

/** Of an answer that has no body. */
function statusWithoutPage(verdict: Verdict): number {
  switch (verdict.kind) {
    case 'session':
      return 204;
    case 'page':
      return 404;
    case 'socket':
      return 426;
    case 'refused':
      return verdict.status;
  }
}

/** Answers with nothing but a status. A refused client may not go on with the same connection. */
function answer(response: ServerResponse, status: number): void {
  const isRefusal = status >= 400;
  response.writeHead(status, {
    ...pageHeaders,
    ...(status === 204 ? {} : { 'Content-Length': '0' }),
    ...(isRefusal ? { Connection: 'close' } : {}),
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    ...(status === 426 ? { Upgrade: 'websocket' } : {}),
  });
  response.end();
}

function asked({ method = '', url = '', rawHeaders }: IncomingMessage): AskedRequest {
  const headers = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1]!]] : [],
  );
  return { method, target: url, headers };
}
