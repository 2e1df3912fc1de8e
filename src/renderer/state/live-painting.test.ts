import { afterAll, describe, expect, it, vi } from 'vitest';
import { createDocument, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import type { FramePicture } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';
import { stubDecoding } from './testing/stub-decoding.ts';
import { tinyPack } from './testing/tiny-pack.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
vi.stubGlobal('requestAnimationFrame', () => 0);
afterAll(() => void vi.unstubAllGlobals());
const { LivePainting } = await import('./live-painting.svelte.ts');

const pack = { ...tinyPack, conditions: { layout: { classes: [{ id: 1, name: 'sky' }] } } };

function paintedDocument(): Document {
  const empty = createDocument({ width: 64, height: 64 });
  const classIds = new Uint8Array(64 * 64).fill(1);
  const bitmap = writeRegion(emptyBitmap(1), { x: 0, y: 0, width: 64, height: 64 }, classIds);
  return { ...empty, layers: [{ ...empty.layers[0]!, kind: 'semantic', bitmap }] };
}

/** Live painting that has asked for two pictures, both of which have come and are being decoded. */
async function setUp() {
  const decoding = stubDecoding();
  const tickets: number[] = [];
  const shown: FramePicture['source'][] = [];
  let seed = 0;
  const live = new LivePainting({
    host: {
      ask(_route: string, input?: { ticket: number }) {
        if (input) tickets.push(input.ticket);
        return Promise.resolve(undefined);
      },
    } as unknown as HostClient,
    pack: () => pack,
    packs: () => [pack],
    seed: () => ++seed,
    isOn: () => true,
    onPicture: ({ source }) => shown.push(source),
    onError: (error) => expect.fail(error.message),
  });
  for (const count of [1, 2]) {
    live.changed(paintedDocument);
    await vi.waitFor(() => expect(tickets).toHaveLength(count));
  }
  const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };
  for (const ticket of tickets) {
    live.receive({ kind: 'livePainted', ticket, picture, samplingMs: 1, decodeMs: 1 });
  }
  const finish = async (number: number) => {
    decoding.finish(number);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { live, shown, finish, bitmaps: decoding.bitmaps };
}

describe('LivePainting', () => {
  it('never shows a picture after a newer one, whichever is decoded first', async () => {
    const { shown, finish, bitmaps } = await setUp();
    await finish(1);
    await finish(0);
    expect(shown).toEqual([bitmaps[1]]);
  });

  it('shows nothing after it was stopped, whatever was being decoded then', async () => {
    const { live, shown, finish, bitmaps } = await setUp();
    await finish(0);
    live.stop();
    await finish(1);
    expect(shown).toEqual([bitmaps[0]]);
  });
});
