import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocument, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import type { RouteInput } from '../../shared/routes/routes.ts';
import type { HostClient } from './host-client.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
vi.stubGlobal('$state', <Value>(value: Value): Value => value);
const { DamageEstimate } = await import('./damage-estimate.svelte.ts');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const width = 2000;
const height = 1100;

/** A frame at (10, 20) with a picture all over it, in which each pixel tells its column and its row. */
function documentWithPicture(): Document {
  const empty = createDocument({ width: 2100, height: 1200 });
  const rgba = new Uint8Array(4 * width * height);
  for (let at = 0; at < rgba.length; at += 4) {
    const pixel = at / 4;
    rgba.set([(pixel % width) & 255, Math.floor(pixel / width) & 255, 0, 255], at);
  }
  const frame = { x: 10, y: 20, width, height };
  const bitmap = writeRegion(emptyBitmap(4), frame, rgba);
  const look = { isVisible: true, isLocked: false, opacity: 1, blend: 'normal', x: 0, y: 0 } as const;
  return { ...empty, frame, layers: [{ ...look, id: 'p', kind: 'picture', name: 'p', bitmap }] };
}

/** A host that answers 0.4, 0.5 and so on, unless it is told to fail. */
function setUp() {
  const asked: RouteInput<'pictures.estimateDamage'>[] = [];
  const failures: Error[] = [];
  const ask = (_route: string, input: RouteInput<'pictures.estimateDamage'>) => {
    asked.push(input);
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve({ degradation: 0.3 + asked.length / 10 });
  };
  return { damage: new DamageEstimate({ ask } as unknown as HostClient), asked, failures };
}

describe('the estimate of damage', () => {
  it('arrives once the document stands still, and is asked for once', async () => {
    const { damage, asked } = setUp();
    const document = documentWithPicture();
    damage.estimateSoon({ ...document, layers: [] });
    damage.estimateSoon(document);
    expect(damage.estimate).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1000);
    expect(damage.estimate).toBeCloseTo(0.4);
    expect(await damage.of({ ...document })).toBeCloseTo(0.4);
    expect(asked).toHaveLength(1);
  });

  it('sends no more of a large picture than the engine looks at, which is its middle', async () => {
    const { damage, asked } = setUp();
    await damage.of(documentWithPicture());
    const { width: across, height: down, rgb } = asked[0]!;
    expect([across, down, rgb.length]).toEqual([1024, 1024, 3 * 1024 * 1024]);
    expect([...rgb.subarray(0, 2)]).toEqual([488 & 255, 38]);
    expect([...rgb.subarray(-3, -1)]).toEqual([1511 & 255, 1061 & 255]);
  });

  it('is of the document that is there, and unknown where there is no picture', async () => {
    const { damage } = setUp();
    const document = documentWithPicture();
    const older = damage.of(document);
    expect(await damage.of({ ...document, layers: [] })).toBe(0);
    await older;
    expect(damage.estimate).toBeUndefined();
    await damage.of({ ...document, frame: { x: 10, y: 20, width: 100, height: 100 } });
    expect(damage.estimate).toBeCloseTo(0.5);
  });

  it('is asked for again where the host failed', async () => {
    const { damage, failures } = setUp();
    failures.push(new Error('The host is gone.'));
    const document = documentWithPicture();
    await expect(damage.of(document)).rejects.toThrow('gone');
    expect(await damage.of(document)).toBeCloseTo(0.5);
    expect(damage.estimate).toBeCloseTo(0.5);
  });
});
