import { describe, expect, it } from 'vitest';
import { createDocument, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import type { GenerationSettings } from '../../shared/document-format.ts';
import type { PackSummary } from './build-request.ts';
import { planRequest } from './plan-request.ts';
import { tinyPack } from './testing/tiny-pack.ts';

const pack: PackSummary = {
  ...tinyPack,
  hasSegmenter: true,
  conditions: {
    text: { maxTokens: 8, width: 32, padId: 0, bosId: 1, eosId: 2 },
    layout: { classes: [{ id: 1, name: 'sky' }] },
    inpaint: {},
    degraded: {},
  },
  defaults: { sampler: 'euler', steps: 12, guidance: { text: 3, layout: 2 } },
};

function documentOf(generation: Partial<GenerationSettings>, isPainted = false): Document {
  const empty = createDocument({ width: 128, height: 128 });
  const box = { x: 0, y: 0, width: 8, height: 8 };
  const bitmap = isPainted
    ? writeRegion(emptyBitmap(1), box, new Uint8Array(64).fill(1))
    : empty.layers[0]!.bitmap;
  return {
    ...empty,
    generation: { ...empty.generation, ...generation },
    layers: [{ ...empty.layers[0]!, bitmap }],
  };
}

const passesOf = (document: Document) => planRequest(document, pack).guidancePasses;

describe('what a picture would take', () => {
  it('counts the steps that a strength leaves', () => {
    const asked = { mode: 'vary', strength: 0.5, repaintStrength: 0.25 } as const;
    expect(planRequest(documentOf(asked), pack)).toMatchObject({ steps: 6, isMasked: false });
    const repainted = planRequest(documentOf({ ...asked, mode: 'repaint' }), pack);
    expect(repainted).toMatchObject({ steps: 3, isMasked: true, width: 128, height: 128 });
    expect(planRequest(documentOf({ ...asked, mode: 'extend' }), pack)).toMatchObject({ steps: 12 });
  });

  it('counts a layout where there is one', () => {
    expect(passesOf(documentOf({ mode: 'paint', prompt: 'a lake' }, true))).toBe(3);
    expect(passesOf(documentOf({ mode: 'paint', prompt: 'a lake' }))).toBe(2);
  });

  it('counts the layout that is read for a hole, where nothing of the picture stays in it', () => {
    expect(passesOf(documentOf({ mode: 'repaint' }))).toBe(2);
    expect(passesOf(documentOf({ mode: 'repaint', repaintStrength: 0.9 }))).toBe(1);
  });

  it('counts neither words nor layout where the picture alone says what there is', () => {
    expect(passesOf(documentOf({ mode: 'restore', prompt: 'a lake' }, true))).toBe(1);
  });
});
