import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { completeRequest, readLayout, type Layout, type Pack } from '../src/engine/index.ts';
import type { GenerationRequest } from '../src/shared/generation-request.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'examples');

/** A line of resources/examples/index.json. */
export type ExampleEntry = (typeof examples)[number];

/** The painted layout of an example. */
export function readExample({ file }: ExampleEntry): Layout {
  return readLayout(readFileSync(join(folder, file))).layout;
}

/** What an example asks of a pack, at 256×256; packs that do not know the scene are not told it. */
export function exampleRequest(
  { manifest }: Pack,
  { prompt, scene, seed }: ExampleEntry,
  layout: Layout,
  steps?: number,
): GenerationRequest {
  const isKnown = manifest.conditions.class?.scenes.some(({ name }) => name === scene) ?? false;
  return completeRequest(manifest, {
    ...{ width: 256, height: 256, seed, steps },
    conditions: { text: { prompt }, ...(isKnown && { class: { scene } }), layout },
  });
}
