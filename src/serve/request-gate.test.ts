import { describe, expect, it } from 'vitest';
import { tokenProtocol } from '../shared/socket-protocol.ts';
import { hostsOfPort, judgeRequest, type AskedRequest } from './request-gate.ts';

const token = 'right-token';
const rules = { hosts: hostsOfPort(4318), token };

/** One way to ask; `undefined` leaves the header away. */
interface Case {
  readonly method: string;
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly site: string | undefined;
  readonly type: string | undefined;
  readonly length: string | undefined;
  readonly given: string | undefined;
}

const values = {
  method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'],
  target: ['/', '/session', '/socket', '/../secret'],
  host: ['127.0.0.1:4318', 'localhost:4318', '[::1]:4318', 'evil.example:4318', '127.0.0.1', undefined],
  origin: [undefined, 'http://127.0.0.1:4318', 'http://evil.example', 'null'],
  site: [undefined, 'none', 'same-origin', 'same-site', 'cross-site'],
  type: [undefined, 'application/json', 'text/plain'],
  length: [undefined, '0', '5'],
  given: [undefined, 'wrong-token', token],
};

function cases(): Case[] {
  let all: Record<string, string | undefined>[] = [{}];
  for (const [name, choices] of Object.entries(values)) {
    all = all.flatMap((before) => choices.map((choice) => ({ ...before, [name]: choice })));
  }
  return all as unknown as Case[];
}

function ask({ method, target, host, origin, site, type, length, given }: Case): AskedRequest {
  const headers: [string, string | undefined][] = [
    ['Host', host],
    ['Origin', origin],
    ['Sec-Fetch-Site', site],
    ['Content-Type', type],
    ['Content-Length', length],
    ['Authorization', given && `Bearer ${given}`],
  ];
  return {
    method,
    target,
    headers: headers.filter((pair): pair is [string, string] => pair[1] !== undefined),
  };
}

/** A page asked for from the studio itself, or by hand. */
function isOurs({ method, host, origin, site, type, length }: Case): boolean {
  return (
    ['GET', 'HEAD'].includes(method) &&
    ['127.0.0.1:4318', 'localhost:4318', '[::1]:4318'].includes(host ?? '') &&
    (origin === undefined || origin === `http://${host}`) &&
    [undefined, 'none', 'same-origin'].includes(site) &&
    type === undefined &&
    length !== '5'
  );
}

describe('judgeRequest', () => {
  const all = cases();

  it(`lets through exactly what the table allows, of ${all.length} requests`, () => {
    const surprises = all.filter((one) => {
      const { kind } = judgeRequest(ask(one), rules);
      const expected = !isOurs(one) || one.target === '/socket' ? 'refused' : undefined;
      if (expected !== undefined) return kind !== expected;
      if (one.target === '/session') return kind !== (one.given === token ? 'session' : 'refused');
      return kind !== 'page';
    });
    expect(surprises).toEqual([]);
  });

  it('never redirects, never answers 2xx to a refusal', () => {
    const statuses = new Set(
      all
        .map((one) => judgeRequest(ask(one), rules))
        .flatMap((verdict) => (verdict.kind === 'refused' ? [verdict.status] : [])),
    );
    expect([...statuses].sort()).toEqual([401, 403, 405, 413, 415, 421, 426]);
  });

  it.each([
    'evil.example',
    'evil.example:4318',
    '127.0.0.1.evil.example:4318',
    '127.0.0.1:4318.evil.example',
    '127.0.0.1.:4318',
    'localhost.:4318',
    '127.0.0.1',
    '127.0.0.1:4319',
    '127.0.0.1:04318',
    '127.0.0.1:4318 ',
    ' 127.0.0.1:4318',
    '127.0.0.1:4318,evil.example',
    '127.0.0.1:4318@evil.example',
    'evil.example@127.0.0.1:4318',
    'LOCALHOST:4318',
    '0.0.0.0:4318',
    '127.1:4318',
    '127.0.0.2:4318',
    '2130706433:4318',
    '0x7f000001:4318',
    '0177.0.0.1:4318',
    '[::]:4318',
    '[::ffff:127.0.0.1]:4318',
    '::1:4318',
    '[0:0:0:0:0:0:0:1]:4318',
    'http://127.0.0.1:4318',
    '*:4318',
    ':4318',
    '',
    '127.0.0.1:4318\t',
  ])('refuses the host “%s”', (host) => {
    const headers = [['Host', host]] as const;
    expect(judgeRequest({ method: 'GET', target: '/', headers }, rules)).toEqual({
      kind: 'refused',
      status: 421,
    });
  });

  it('refuses a second host, origin, token or subprotocol header', () => {
    const host = ['Host', '127.0.0.1:4318'] as const;
    const twice = (name: string, value: string, target = '/') =>
      judgeRequest(
        { method: 'GET', target, headers: [host, [name, value], [name.toLowerCase(), value]] },
        rules,
      ).kind;
    expect(judgeRequest({ method: 'GET', target: '/', headers: [host, host] }, rules).kind).toBe('refused');
    expect(twice('Origin', 'http://127.0.0.1:4318')).toBe('refused');
    expect(twice('Sec-Fetch-Site', 'none')).toBe('refused');
    expect(twice('Authorization', `Bearer ${token}`, '/session')).toBe('refused');
  });

  it.each([
    '*',
    'http://127.0.0.1:4318/',
    '//evil.example/',
    '',
    '/ ',
    '/\u0000',
    '/é',
    `/${'x'.repeat(1024)}`,
  ])('refuses the target “%s”', (target) => {
    const verdict = judgeRequest({ method: 'GET', target, headers: [['Host', '127.0.0.1:4318']] }, rules);
    expect(verdict).toEqual({ kind: 'refused', status: 400 });
  });

  describe('a WebSocket', () => {
    const upgrade = (over: Record<string, string | undefined>) => {
      const headers = Object.entries({
        Host: '127.0.0.1:4318',
        Origin: 'http://127.0.0.1:4318',
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Protocol': `umber, ${tokenProtocol(token)}`,
        ...over,
      } as Record<string, string | undefined>).filter(
        (pair): pair is [string, string] => pair[1] !== undefined,
      );
      return judgeRequest({ method: 'GET', target: '/socket', headers }, rules);
    };

    it('is let through with host, origin and token', () => {
      expect(upgrade({})).toEqual({ kind: 'socket' });
      expect(upgrade({ Origin: undefined })).toEqual({ kind: 'socket' });
    });

    it.each<[string, Record<string, string | undefined>, number]>([
      ['no token', { 'Sec-WebSocket-Protocol': undefined }, 401],
      ['no token but the name', { 'Sec-WebSocket-Protocol': 'umber' }, 401],
      ['the token alone', { 'Sec-WebSocket-Protocol': tokenProtocol(token) }, 401],
      ['a wrong token', { 'Sec-WebSocket-Protocol': `umber, ${tokenProtocol('wrong')}` }, 401],
      ['half a token', { 'Sec-WebSocket-Protocol': `umber, ${tokenProtocol(token).slice(0, -1)}` }, 401],
      ['many tokens', { 'Sec-WebSocket-Protocol': `umber, a, ${tokenProtocol(token)}` }, 401],
      [
        'the token in another header only',
        { 'Sec-WebSocket-Protocol': 'umber', Authorization: `Bearer ${token}` },
        401,
      ],
      ['a foreign origin', { Origin: 'http://evil.example' }, 403],
      ['the origin of another port', { Origin: 'http://127.0.0.1:4319' }, 403],
      ['the origin of another name of this machine', { Origin: 'http://localhost:4318' }, 403],
      ['no origin to speak of', { Origin: 'null' }, 403],
      ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
      ['a foreign host', { Host: 'evil.example:4318', Origin: 'http://evil.example:4318' }, 421],
      ['another protocol', { Upgrade: 'h2c' }, 426],
    ])('is refused with %s', (_title, over, status) => {
      expect(upgrade(over)).toEqual({ kind: 'refused', status });
    });
  });
});

describe('hostsOfPort', () => {
  it('has no port where browsers send none', () => {
    expect([...hostsOfPort(80)]).toEqual(['127.0.0.1', '[::1]', 'localhost']);
  });
});
