import { sentence } from '../shared/sentence.ts';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BuiltPages } from '../host/index.ts';
import { contentTypeOf, pageHeaders } from '../shared/page-policy.ts';
import type { RouteHandlers } from '../shared/routes/routes.ts';
import { defaultSettings } from '../shared/settings.ts';
import { decodeMessage, encodeMessage, SOCKET_PROTOCOL, tokenProtocol } from '../shared/socket-protocol.ts';
import { serveStudio, type Served } from './index.ts';

const token = 'T'.repeat(43);
const pages: BuiltPages = new Map(
  ['/', '/index.html', '/assets/main.js'].map((path) => [
    path,
    { contentType: contentTypeOf(path) ?? 'text/html; charset=utf-8', bytes: new TextEncoder().encode(path) },
  ]),
);
const routes = {
  'settings.get': () => Promise.resolve(defaultSettings),
  'projects.list': () => Promise.reject(new Error(`broken in ${process.env.HOME}/drawings`)),
} as unknown as RouteHandlers;

let served: Served;
let port = 0;
beforeAll(async () => {
  served = await serveStudio({ address: '127.0.0.1', port: 0, token, pages, routes });
  port = Number(new URL(served.url).port);
});
afterAll(() => served.close());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function ask(method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { Host: `127.0.0.1:${port}`, ...headers },
        agent: false,
      },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asking.on('error', reject);
    asking.end();
  });
}

/** What the server says to these bytes, until it hangs up. */
async function askRaw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(text.replaceAll('PORT', String(port)), 'latin1');
  socket.setTimeout(8_000, () => socket.destroy());
  await once(socket, 'close');
  return answer;
}

describe('pages', () => {
  it('are served to whoever asks from the studio itself', async () => {
    const answer = await ask('GET', '/', { 'Sec-Fetch-Site': 'none' });
    expect(answer).toMatchObject({ status: 200, body: '/' });
    expect(await ask('HEAD', '/assets/main.js', {})).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'content-length': '15' },
    });
  });

  it('are what the table says over the wire too, for 720 ways to ask', async () => {
    const own = `http://127.0.0.1:${port}`;
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `evil.example:${port}`, '127.0.0.1'];
    const origins = [undefined, own, 'http://evil.example', 'null'];
    const surprises: string[] = [];
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE']) {
      for (const host of hosts) {
        for (const origin of origins) {
          for (const site of [undefined, 'same-origin', 'cross-site']) {
            for (const given of [undefined, 'wrong', token]) {
              const { status, headers, body } = await ask(method, '/session', {
                Host: host,
                ...(origin && { Origin: origin }),
                ...(site && { 'Sec-Fetch-Site': site }),
                ...(given && { Authorization: `Bearer ${given}` }),
              });
              const isOurs =
                (host === hosts[0] && (origin === undefined || origin === own)) ||
                (host === hosts[1] && origin === undefined);
              const isAllowed =
                isOurs && site !== 'cross-site' && given === token && (method === 'GET' || method === 'HEAD');
              const isFine =
                (status === 204) === isAllowed &&
                body === '' &&
                !Object.keys(headers).some(
                  (name) => name.startsWith('access-control-') || name === 'set-cookie',
                );
              if (!isFine) surprises.push([method, host, origin, site, given, status].join(' '));
            }
          }
        }
      }
    }
    expect(surprises).toEqual([]);
  });

  it('carry every header of the policy on every answer, refusals included', async () => {
    const expected = Object.fromEntries(
      Object.entries(pageHeaders).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const answers = [
      await ask('GET', '/', {}),
      await ask('GET', '/session', {}),
      await ask('GET', '/session', { Authorization: `Bearer ${token}` }),
      await ask('GET', '/socket', {}),
      await ask('GET', '/missing', {}),
      await ask('POST', '/', {}),
      await ask('GET', '/', { Host: 'evil.example' }),
      await ask('GET', '/', { Origin: 'null' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 204, 426, 404, 405, 421, 403]);
    for (const { headers } of answers) expect(headers).toMatchObject(expected);
    const own = ['connection', 'content-length', 'content-type', 'date'];
    expect(Object.keys(answers[0]!.headers).sort()).toEqual([...own, ...Object.keys(expected)].sort());

    for (const raw of [
      'GET / HTTP/1.1\r\n\r\n',
      'nonsense\r\n\r\n',
      'CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n',
      'GET /socket HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: umber, ${tokenProtocol(token)}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const answer = await askRaw(raw);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).toContain(`Content-Security-Policy: ${pageHeaders['Content-Security-Policy']}`);
      expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('');
    }
  });

  it('are nothing but those that were built, however the path is written', async () => {
    const dots = [
      '..',
      '%2e%2e',
      '%2E.',
      '.%2e',
      '%252e%252e',
      '..;',
      '%c0%ae%c0%ae',
      '%uff0e%uff0e',
      '....',
      '. .',
    ];
    const slashes = ['/', '%2f', '%5c', '\\', '%252f', '//', '%c0%af', '/./', '%00/', '/assets/'];
    const targets = ['etc/passwd', 'serve-token'];
    const paths = dots.flatMap((dot) =>
      slashes.flatMap((slash) => targets.map((target) => `/${dot}${slash}${dot}${slash}${target}`)),
    );
    expect(paths.length).toBeGreaterThanOrEqual(200);
    const answers = await Promise.all(
      paths.map(async (path) => [
        path,
        await askRaw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n`),
      ]),
    );
    expect(answers.filter(([, answer]) => !/^HTTP\/1\.1 (400|404) /.test(answer!))).toEqual([]);
  });

  it.each([
    ['two hosts', 'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nHost: evil.example\r\n\r\n'],
    ['an absolute address', 'GET http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n'],
    ['a body', 'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 4\r\n\r\nbody'],
    [
      'a body in chunks',
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\n',
    ],
    [
      'length and chunks',
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n evil\r\n\r\n'],
    ['no host', 'GET / HTTP/1.0\r\n\r\n'],
  ])('are refused with %s', async (_title, raw) => {
    expect(await askRaw(raw)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

function openSocket(over: { protocols?: string[]; origin?: string; host?: string } = {}): WebSocket {
  return new WebSocket(
    `ws://127.0.0.1:${port}/socket`,
    over.protocols ?? [SOCKET_PROTOCOL, tokenProtocol(token)],
    {
      origin: over.origin ?? `http://127.0.0.1:${port}`,
      headers: { Host: over.host ?? `127.0.0.1:${port}` },
    },
  );
}

async function connected(): Promise<WebSocket> {
  const socket = openSocket();
  await once(socket, 'open');
  return socket;
}

/** One message of birpc and the answer to it. */
async function call(socket: WebSocket, route: string, input?: unknown): Promise<unknown> {
  socket.send(encodeMessage({ t: 'q', i: 'x', m: 'call', a: [route, input] }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  return (decodeMessage(new Uint8Array(data)) as { r: unknown }).r;
}

describe('the WebSocket', () => {
  it('answers routes to a page with the token, and never repeats the token', async () => {
    const socket = openSocket();
    const [[response]] = (await Promise.all([once(socket, 'upgrade'), once(socket, 'open')])) as [
      [{ headers: object }],
      unknown,
    ];
    expect(JSON.stringify(response.headers)).not.toContain(token);
    expect(socket.protocol).toBe(SOCKET_PROTOCOL);
    expect(await call(socket, 'settings.get')).toEqual({ ok: true, value: defaultSettings });
    socket.close();
  });

  it.each<[string, Parameters<typeof openSocket>[0], number]>([
    ['without the token', { protocols: [SOCKET_PROTOCOL] }, 401],
    ['with a wrong token', { protocols: [SOCKET_PROTOCOL, tokenProtocol('wrong')] }, 401],
    ['with a foreign origin', { origin: 'http://evil.example' }, 403],
    ['with a foreign host', { host: 'evil.example' }, 421],
  ])('is refused %s', async (_title, over, status) => {
    const socket = openSocket(over);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(status);
    socket.terminate();
  });

  it('hands errors over as values, without stack and without the home folder', async () => {
    const socket = await connected();
    const answer = await call(socket, 'projects.list');
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL', message: sentence`${'broken in ~/drawings'}` },
    });
    socket.close();
  });

  it.each([
    ['an unknown route', 'projects.steal'],
    ['what objects have by birth', 'constructor'],
    ['the wrong input', 'projects.open'],
  ])('refuses %s by a code', async (_title, route) => {
    const socket = await connected();
    expect(await call(socket, route)).toMatchObject({ ok: false, error: { code: 'REQUEST_INVALID' } });
    socket.close();
  });

  it('hangs up on what is no message, and goes on serving others', async () => {
    const messages = [
      Buffer.from([0xc1]),
      Buffer.from([0xc0]),
      Buffer.from([]),
      encodeMessage([1, 2]),
      encodeMessage('text'),
      Buffer.alloc(1000, 0xdf),
    ];
    for (const message of [...messages, 'text frame']) {
      const socket = await connected();
      socket.send(message);
      await once(socket, 'close');
    }
    const socket = await connected();
    for (const name of ['toString', '__proto__', 'constructor', 'event', '$close']) {
      socket.send(encodeMessage({ t: 'q', i: 'x', m: name, a: [] }));
      const [data] = (await once(socket, 'message')) as [Buffer];
      expect(decodeMessage(new Uint8Array(data))).not.toHaveProperty('r');
    }
    expect(await call(socket, 'settings.get')).toMatchObject({ ok: true });
    socket.close();
  });

  it('tells every page what the host says unasked', async () => {
    const both = [await connected(), await connected()];
    const heard = both.map((socket) => once(socket, 'message') as Promise<[Buffer]>);
    served.emit({ kind: 'galleryChanged' });
    for (const [data] of await Promise.all(heard)) {
      expect(decodeMessage(new Uint8Array(data))).toEqual({
        t: 'q',
        m: 'event',
        a: [{ kind: 'galleryChanged' }],
      });
    }
    for (const socket of both) socket.close();
  });
});

describe('the port', () => {
  it.skipIf(process.platform !== 'linux')('is open on this machine alone', () => {
    const listening = ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local = '', , state]) => state === '0A' && parseInt(local.split(':')[1]!, 16) === port)
        .map(([, local = '']) => local.split(':')[0]),
    );
    expect(listening).toEqual(['0100007F']);
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  );
  it.skipIf(!hasIpv6)('can be on the other address of this machine', async () => {
    const other = await serveStudio({ address: '::1', port: 0, token, pages, routes });
    expect(other.url).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
    const socket = new WebSocket(
      `${other.url.replace('http', 'ws')}socket`,
      [SOCKET_PROTOCOL, tokenProtocol(token)],
      { origin: new URL(other.url).origin },
    );
    await once(socket, 'open');
    expect(await call(socket, 'settings.get')).toMatchObject({ ok: true });
    await other.close();
  });

  it('says in words when it is taken', async () => {
    await expect(serveStudio({ address: '127.0.0.1', port, token, pages, routes })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
    });
  });

  it('is let go of, with pages connected', async () => {
    const other = await serveStudio({ address: '127.0.0.1', port: 0, token, pages, routes });
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}socket`, [
      SOCKET_PROTOCOL,
      tokenProtocol(token),
    ]);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await other.close();
    expect((await closed)[0]).toBe(1001);
    const again = await serveStudio({
      address: '127.0.0.1',
      port: Number(new URL(other.url).port),
      token,
      pages,
      routes,
    });
    await again.close();
  });

  it('does not stay with whoever opens it and says nothing', async () => {
    expect(await askRaw('GET / HTTP/1.1\r\nHost: 127')).toMatch(/^HTTP\/1\.1 408 /);
  });
});
