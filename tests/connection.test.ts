import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSocketBridge, type SocketBridge } from '../src/renderer/connection/socket-bridge.ts';
import { serveStudio, type Served } from '../src/serve/index.ts';
import type { HostEvent } from '../src/shared/events.ts';
import type { RouteHandlers, RouteInput } from '../src/shared/routes/routes.ts';
import { say, type Sentence } from '../src/shared/sentence.ts';
import { defaultSettings } from '../src/shared/settings.ts';

const token = 'T'.repeat(43);
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What happens between the page's end of the connection and the host's, over a real socket. */
async function startHost(port = 0, over: Partial<RouteHandlers> = {}): Promise<Served & { port: number }> {
  const routes = { 'settings.get': () => Promise.resolve(defaultSettings), ...over } as RouteHandlers;
  const served = await serveStudio({ address: '127.0.0.1', port, token, pages: new Map(), routes });
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await served.close();
    isClosed = true;
  };
  closing.push(close);
  return { ...served, close, port: Number(new URL(served.url).port) };
}

function openPage(port: number, given: string | undefined = token) {
  const bridge: SocketBridge = openSocketBridge({
    address: `http://127.0.0.1:${port}`,
    token: given,
    retryDelaysMs: [20],
  });
  closing.push(() => bridge.close());
  const events: HostEvent[] = [];
  bridge.onEvent((event) => events.push(event));
  const states = () => events.flatMap((event) => (event.kind === 'connectionChanged' ? [event.state] : []));
  return { bridge, events, states };
}

describe('the connection of a page', () => {
  it('answers calls that were made before it was open', async () => {
    const { port } = await startHost();
    const { bridge, states } = openPage(port);
    expect(await bridge.routes['settings.get'](undefined)).toEqual({ ok: true, value: defaultSettings });
    expect(states()).toEqual(['open']);
  });

  it('carries bytes both ways as they are, and leaves out what is undefined', async () => {
    const asked: unknown[] = [];
    const pixels = new Uint8Array(1_000_000).map((_, index) => index);
    const { port } = await startHost(0, {
      'projects.import': (input) => {
        asked.push(input);
        return Promise.resolve({ id: 'a', notices: [] });
      },
      'projects.export': () => Promise.resolve({ bytes: pixels }),
      'gallery.page': (input) => {
        asked.push(input);
        return Promise.resolve({ total: 0, items: [] });
      },
    });
    const { bridge } = openPage(port);
    await bridge.routes['projects.import']({ name: 'x', bytes: pixels });
    expect(asked[0]).toEqual({ name: 'x', bytes: pixels });
    const answer = await bridge.routes['projects.export']({ id: 'a' });
    expect(answer.ok && answer.value.bytes).toEqual(pixels);
    await bridge.routes['gallery.page']({ offset: 0, limit: 1, words: undefined });
    expect(asked[1]).toStrictEqual({ offset: 0, limit: 1 });
  });

  it('keeps calls in their order', async () => {
    const order: number[] = [];
    const { port } = await startHost(0, {
      'gallery.page': ({ offset }) => {
        order.push(offset);
        return Promise.resolve({ total: 0, items: [] });
      },
    });
    const { bridge } = openPage(port);
    const offsets = Array.from({ length: 500 }, (_, index) => index);
    await Promise.all(offsets.map((offset) => bridge.routes['gallery.page']({ offset, limit: 1 })));
    expect(order).toEqual(offsets);
  });

  it('tells of its loss, answers by a code meanwhile, and comes back by itself', async () => {
    let leave: (() => void) | undefined;
    const host = await startHost(0, { 'gallery.rebuild': () => new Promise(() => leave?.()) });
    const { bridge, states, events } = openPage(host.port);
    await bridge.routes['settings.get'](undefined);
    const reached = new Promise<void>((resolve) => (leave = resolve));
    const unanswered = bridge.routes['gallery.rebuild'](undefined);
    await reached;
    await host.close();
    expect(await unanswered).toMatchObject({ ok: false, error: { code: 'HOST_UNREACHABLE' } });
    expect(await bridge.routes['settings.get'](undefined)).toMatchObject({
      error: { code: 'HOST_UNREACHABLE' },
    });
    await wait(100);

    const again = await startHost(host.port);
    await vi.waitUntil(() => states().length === 3);
    expect(states()).toEqual(['open', 'lost', 'open']);
    expect(await bridge.routes['settings.get'](undefined)).toMatchObject({ ok: true });
    again.emit({ kind: 'galleryChanged' });
    await vi.waitUntil(() => events.some(({ kind }) => kind === 'galleryChanged'));
  });

  it('says of a lost call whether it goes on by itself', async () => {
    const host = await startHost();
    const { bridge } = openPage(host.port);
    await bridge.routes['settings.get'](undefined);
    await host.close();
    const adviceOf = async (call: Promise<{ ok: boolean; error?: { advice: Sentence } }>) =>
      say((await call).error!.advice);
    expect(await adviceOf(bridge.routes['projects.list'](undefined))).toContain('goes on by itself');
    const request = {} as RouteInput<'jobs.add'>['request'];
    const frame = { x: 0, y: 0, width: 8, height: 8 };
    expect(await adviceOf(bridge.routes['jobs.add']({ request, frame }))).toContain('Ask for this again');
  });

  it('finds a host that starts later', async () => {
    const host = await startHost();
    await host.close();
    const { bridge, states } = openPage(host.port);
    expect(await bridge.routes['settings.get'](undefined)).toMatchObject({
      error: { code: 'HOST_UNREACHABLE' },
    });
    await startHost(host.port);
    await vi.waitUntil(() => states().includes('open'));
    expect(states()).toEqual(['lost', 'open']);
  });

  it.each([['wrong'], [undefined]])(
    'says that it is refused with the token %s, and stops asking',
    async (given) => {
      const { port } = await startHost();
      const { bridge, states } = openPage(port, given ?? '');
      expect(await bridge.routes['settings.get'](undefined)).toMatchObject({ ok: false });
      await vi.waitUntil(() => states().length > 0);
      await wait(100);
      expect(states()).toEqual(['refused']);
    },
  );

  it('goes on with a new token where the one before was refused', async () => {
    const { port } = await startHost();
    const { bridge, states } = openPage(port, 'old');
    await vi.waitUntil(() => states().includes('refused'));
    bridge.useToken(token);
    expect(await bridge.routes['settings.get'](undefined)).toEqual({ ok: true, value: defaultSettings });
    expect(states()).toEqual(['refused', 'open']);
  });

  it('drops no call of a page that asks faster than it reads', async () => {
    const bytes = new Uint8Array(8 * 1024 ** 2);
    const { port } = await startHost(0, { 'projects.export': () => Promise.resolve({ bytes }) });
    const { bridge } = openPage(port);
    const answers = await Promise.all(
      Array.from({ length: 24 }, () => bridge.routes['projects.export']({ id: 'a' })),
    );
    expect(answers.every((answer) => answer.ok && answer.value.bytes.byteLength === bytes.byteLength)).toBe(
      true,
    );
  });
});
