import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineTarget } from '../../src/shared/engine-protocol.ts';
import type { GenerationRequest } from '../../src/shared/generation-request.ts';

/** Folder of packs that holds the test fixture alone. */
export const fixturePacks = join(import.meta.dirname, '../fixtures/packs');
/** The entry of the engine's process. */
export const engineFile = join(import.meta.dirname, '../../src/engine/process/engine-process.ts');

/** The test fixture as the host would have it loaded, on one thread. */
export function tinyTarget(): EngineTarget {
  const folder = join(fixturePacks, 'tiny');
  const manifest = readFileSync(join(folder, 'umber.json'));
  const hash = createHash('sha256').update(manifest).digest('hex');
  return { folder, hash, sizeBytes: 2_200_000, provider: 'cpu', threads: 1 };
}

/** Sky above, grass below: small, and every condition takes part. */
export function tinyRequest(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  const side = 64;
  const half = (side * side) / 2;
  const classIds = new Uint8Array(side * side).fill(1, 0, half).fill(8, half);
  return {
    pack: 'tiny',
    width: side,
    height: side,
    seed: 3,
    sampler: 'euler',
    steps: 4,
    guidance: { text: 2, class: 1, layout: 1 },
    conditions: {
      text: { prompt: 'a calm evening' },
      class: { scene: 'lake' },
      layout: { width: side, height: side, classIds },
    },
    ...changes,
  };
}
