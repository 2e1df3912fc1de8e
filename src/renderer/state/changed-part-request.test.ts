import { describe, expect, it } from 'vitest';
import { createDocument, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import { generationRequestSchema } from '../../shared/generation-request.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { PackSummary } from './build-request.ts';
import { changedPartRequest, changeOfLayout, type PaintedFrame } from './changed-part-request.ts';
import { tinyPack } from './testing/tiny-pack.ts';

const pack: PackSummary = {
  ...tinyPack,
  conditions: {
    layout: {
      classes: [
        { id: 1, name: 'sky' },
        { id: 3, name: 'mountain' },
      ],
    },
  },
};

/** Sky on 128 × 128 pixels, with a mountain of 4 × 4 pixels at a place. */
function skyWithMountain(x: number, y: number): Document {
  const empty = createDocument({ width: 128, height: 128 });
  const whole = { x: 0, y: 0, width: 128, height: 128 };
  const sky = writeRegion(emptyBitmap(1), whole, new Uint8Array(128 * 128).fill(1));
  const bitmap = writeRegion(sky, { x, y, width: 4, height: 4 }, new Uint8Array(16).fill(3));
  return {
    ...empty,
    generation: { ...empty.generation, feather: 4 },
    layers: [{ ...empty.layers[0]!, bitmap }],
  };
}

const request = {
  ...{ width: 64, height: 64, seed: 77, sampler: 'heun', steps: 5, conditions: {} },
  guidance: { text: 1, class: 1, layout: 1 },
};
const recipe = { request } as unknown as Recipe;
const classIds = new Uint8Array(128 * 128).fill(1);
for (let y = 0; y < 4; y++) classIds.fill(3, y * 128, y * 128 + 4);
/** A picture of a mountain in the corner, painted at half the frame’s size. */
const painted: PaintedFrame = { recipe, layout: { width: 128, height: 128, classIds } };

describe('what changed of a layout', () => {
  it('is nothing while the layout is as it was, and nothing that can be told where the frame is another', () => {
    expect(changeOfLayout(painted, skyWithMountain(0, 0), pack)).toBeUndefined();
    const document = skyWithMountain(60, 60);
    const frame = { x: 0, y: 0, width: 128, height: 64 };
    expect(changeOfLayout(painted, { ...document, frame }, pack)).toBeUndefined();
    expect(changeOfLayout({ recipe }, document, pack)).toBeUndefined();
  });

  it('is where a mountain was and where it is now, by cells and what lies beside them', () => {
    const { coverage, share } = changeOfLayout(painted, skyWithMountain(64, 64), pack)!;
    // A cell of the latent is 16 pixels of the frame here, and one beside it counts too.
    const covered = (x: number, y: number) => coverage[y * 128 + x]!;
    expect([covered(0, 0), covered(31, 31), covered(32, 0), covered(0, 32)]).toEqual([255, 255, 0, 0]);
    expect([covered(47, 64), covered(48, 48), covered(95, 95), covered(96, 95)]).toEqual([0, 255, 255, 0]);
    expect(share).toBe((32 * 32 + 48 * 48) / (128 * 128));
  });

  it('is told as well from fewer points, for a look between two strokes', () => {
    const document = skyWithMountain(64, 64);
    const coarse = changeOfLayout(painted, document, pack, { width: 32, height: 32 })!;
    expect([coarse.width, coarse.height, coarse.coverage.length]).toEqual([32, 32, 32 * 32]);
    expect(coarse.share).toBeCloseTo((32 * 32 + 48 * 48) / (128 * 128));
    expect(changeOfLayout(painted, skyWithMountain(0, 0), pack, { width: 32, height: 32 })).toBeUndefined();
  });

  it('is painted with the guidance and the edges of the picture, whatever is set by now', () => {
    const document = skyWithMountain(64, 64);
    const guidance = { text: 3, class: 1, layout: 2 };
    const before = { ...request, guidance, guidanceInterval: [0.2, 0.9], wrap: 'horizontal' };
    const rgb = new Uint8Array(64 * 64 * 3);
    const change = changeOfLayout(painted, document, pack)!;
    const asked = (fields: typeof document.generation, of: object) =>
      changedPartRequest(
        { ...document, generation: fields },
        pack,
        { recipe: { request: of } as unknown as Recipe, rgb },
        change,
      );
    expect(asked({ ...document.generation, guidance: { layout: 9 } }, before)).toMatchObject({
      ...{ guidance, guidanceInterval: [0.2, 0.9], wrap: 'horizontal' },
    });
    expect(asked({ ...document.generation, wrap: 'both' }, { ...before, wrap: undefined }).wrap).toBe(
      undefined,
    );
  });

  it('is painted at the picture’s own size, with its seed and its steps, and nothing else is', () => {
    const document = skyWithMountain(64, 64);
    const rgb = new Uint8Array(64 * 64 * 3).fill(9);
    const change = changeOfLayout(painted, document, pack)!;
    const asked = changedPartRequest(document, pack, { recipe, rgb }, change);
    expect(generationRequestSchema.safeParse(asked).error).toBeUndefined();
    expect(asked).toMatchObject({ width: 64, height: 64, seed: 77, sampler: 'heun', steps: 5 });
    const { source, mask, layout } = asked.conditions;
    expect(source).toMatchObject({ rgb, strength: 1 });
    expect(layout!.classIds[64 * 128 + 64]).toBe(3);
    expect(mask).toMatchObject({ width: 64, height: 64, feather: 2, context: 32 });
    const pixels = mask!.coverage.filter((value) => value === 255).length;
    expect(pixels).toBe(16 * 16 + 24 * 24);
  });
});
