import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import type { EngineTarget } from '../../shared/engine-protocol.ts';
import type { Engine } from '../engine.ts';
import { createPackCache, type PackCache } from './pack-cache.ts';

let root = '';
let packs: EngineTarget[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'umber-cache-'));
  packs = ['a', 'b', 'c'].map((name) => {
    const folder = join(root, name);
    writeToyPack(folder, { manifest: (manifest) => (manifest.name = name) });
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, 'umber.json')))
      .digest('hex');
    return { folder, hash, sizeBytes: 1, provider: 'cpu', threads: 1 };
  });
});
afterAll(() => rmSync(root, { recursive: true }));

const signal = new AbortController().signal;

/** Uses a pack for nothing; true where it had to be loaded. */
async function use(cache: PackCache, pack: number): Promise<boolean> {
  let isLoaded = false;
  await cache.use(packs[pack]!, { signal, onLoading: () => (isLoaded = true) }, () => Promise.resolve());
  return isLoaded;
}

describe('the packs that are loaded', () => {
  it('are the last two', async () => {
    const cache = createPackCache();
    expect([await use(cache, 0), await use(cache, 1), await use(cache, 0), await use(cache, 1)]).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
    expect(await use(cache, 2)).toBe(true);
    // 0 was used longest ago.
    expect([await use(cache, 1), await use(cache, 2), await use(cache, 0)]).toEqual([false, false, true]);
  });

  it('are fewer where they are too large together', async () => {
    const cache = createPackCache(1000);
    expect([await use(cache, 0), await use(cache, 0)]).toEqual([true, false]);
    expect([await use(cache, 1), await use(cache, 0)]).toEqual([true, true]);
  });

  it('stay for as long as something is painted with them', async () => {
    const cache = createPackCache(1000);
    const done = Promise.withResolvers<undefined>();
    const inUse = cache.use(packs[0]!, { signal }, async (engine: Engine) => {
      await done.promise;
      return engine.segment({ width: 1, height: 1, rgb: new Uint8Array(3) });
    });
    await use(cache, 1);
    await use(cache, 2);
    done.resolve(undefined);
    // That it has no segmenter, only a pack that is still loaded can say.
    await expect(inUse).rejects.toMatchObject({ code: 'PACK_CONDITION_MISSING' });
  });

  it('are loaded once for all who ask at the same time', async () => {
    const cache = createPackCache();
    expect(await Promise.all([use(cache, 0), use(cache, 0)])).toEqual([true, false]);
  });

  it('are loaded to the end where nobody wants them any more, and are there the next time', async () => {
    const cache = createPackCache();
    const controller = new AbortController();
    const cancelled = cache.use(packs[0]!, { signal: controller.signal }, () => Promise.resolve());
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await use(cache, 0)).toBe(false);
  });

  it('are tried again after they could not be loaded', async () => {
    const cache = createPackCache();
    const changed = { ...packs[0]!, hash: 'x' };
    for (let turn = 0; turn < 2; turn++) {
      const work = cache.use(changed, { signal }, () => Promise.resolve());
      await expect(work).rejects.toMatchObject({ code: 'PACK_FILE_ALTERED' });
    }
  });
});
