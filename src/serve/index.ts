import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { BuiltPages } from '../host/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { HostEvent } from '../shared/events.ts';
import type { RouteHandlers } from '../shared/routes/routes.ts';
import { MAX_MESSAGE_BYTES, SOCKET_PROTOCOL } from '../shared/socket-protocol.ts';
import { createHttpServer, refuseSocket } from './http-server.ts';
import { openPageChannel } from './page-channel.ts';
import { hostsOfPort } from './request-gate.ts';

export { openAccessToken } from './access-token.ts';

/** The addresses that can be listened on: this machine's own, and no others. */
export const loopbackAddresses = ['127.0.0.1', '::1'] as const;

export interface ServeOptions {
  readonly address: (typeof loopbackAddresses)[number];
  /** 0 for any that is free. */
  readonly port: number;
  readonly token: string;
  readonly pages: BuiltPages;
  readonly routes: RouteHandlers;
}

/** The studio as it is served. */
export interface Served {
  /** Where the studio is, without the token. */
  readonly url: string;
  /** The same with the token in its fragment, which browsers never send. For the artist's eyes. */
  readonly urlWithToken: string;
  /** Tells every page. */
  emit(event: HostEvent): void;
  /** Lets go of every page and of the port. */
  close(): Promise<void>;
}

/**
 * Serves the studio to browsers on this machine: the same pages and the same routes as in Electron.
 *
 * @throws UmberError `PORT_IN_USE`
 */
export async function serveStudio({ address, port, token, pages, routes }: ServeOptions): Promise<Served> {
  const channels = new Set<(event: HostEvent) => void>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Never one that the client chose: the other name it sent is its token.
    handleProtocols: () => SOCKET_PROTOCOL,
  });
  sockets.on('wsClientError', (_error, socket) => refuseSocket(socket, 400));

  let hosts: ReadonlySet<string> = new Set();
  const server = createHttpServer({
    pages,
    rules: () => ({ hosts, token }),
    onSocket(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const channel = openPageChannel(webSocket, routes);
        channels.add(channel);
        webSocket.on('close', () => channels.delete(channel));
      });
    },
  });

  server.listen({ host: address, port, ipv6Only: address === '::1' });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UmberError('PORT_IN_USE', sentence`The studio cannot listen on port ${port} of ${address}.`, {
      advice: sentence`It may be running already. Name another with --port.`,
      cause: error,
    });
  }
  const bound = (server.address() as AddressInfo).port;
  hosts = hostsOfPort(bound);
  const url = new URL(`http://${address === '::1' ? '[::1]' : address}:${bound}/`).href;

  return {
    url,
    urlWithToken: `${url}#token=${token}`,
    emit(event) {
      for (const channel of channels) channel(event);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets.clients) socket.close(1001);
      // Whoever has not said goodbye after this is cut off.
      const timer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
      }, 500);
      server.closeIdleConnections();
      await closed;
      clearTimeout(timer);
    },
  };
}
