import { completeRequest } from '../../src/engine/index.ts';
import type { GenerationRequest } from '../../src/shared/generation-request.ts';
import type { PackManifest } from '../../src/shared/pack-manifest.ts';

/** Sky above, ground below, words and a scene: enough for every condition of a pack to take part. */
export function benchRequest(manifest: PackManifest, side: number, steps: number): GenerationRequest {
  const { layout, class: scenes, text } = manifest.conditions;
  const ids = layout?.classes.map(({ id }) => id) ?? [];
  const classIds = new Uint8Array(side * side).map((_, i) => (i < (side * side) / 2 ? ids[0]! : ids.at(-1)!));
  return completeRequest(manifest, {
    ...{ seed: 1, steps, width: side, height: side },
    conditions: {
      ...(layout && { layout: { width: side, height: side, classIds } }),
      ...(scenes && { class: { scene: scenes.scenes[0]!.name } }),
      ...(text && { text: { prompt: 'a stormy evening' } }),
    },
  });
}
