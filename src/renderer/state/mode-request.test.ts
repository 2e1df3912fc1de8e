import { describe, expect, it } from 'vitest';
import {
  createDocument,
  emptyBitmap,
  maskOfRegion,
  writeRegion,
  type Document,
  type DocumentLayer,
  type Rect,
} from '../../document/index.ts';
import type { GenerationSettings } from '../../shared/document-format.ts';
import { generationRequestSchema, type GenerationRequest } from '../../shared/generation-request.ts';
import type { PackSummary } from './build-request.ts';
import { buildModeRequest, isByDetour, modeOfRequest, modeState, type Surroundings } from './mode-request.ts';
import { tinyPack } from './testing/tiny-pack.ts';

const pack: PackSummary = {
  ...tinyPack,
  conditions: {
    text: { maxTokens: 8, width: 32, padId: 0, bosId: 1, eosId: 2 },
    layout: { classes: [{ id: 1, name: 'sky' }] },
    inpaint: {},
    degraded: {},
  },
};

const around: Surroundings = {
  activeLayerId: 'none',
  selection: undefined,
  estimatedDamage: 0.3,
  resize: (_picture, { width, height }) => new Uint8Array(width * height * 3).fill(7),
};

const base = { isVisible: true, isLocked: false, opacity: 1, blend: 'normal', x: 0, y: 0 } as const;

function picture(rect: Rect, rgba: readonly number[], id = 'p'): DocumentLayer {
  const pixels = new Uint8Array(rect.width * rect.height * 4);
  for (let at = 0; at < pixels.length; at += 4) pixels.set(rgba, at);
  return { ...base, id, kind: 'picture', name: id, bitmap: writeRegion(emptyBitmap(4), rect, pixels) };
}

function mask(rect: Rect, id = 'm', isVisible = true): DocumentLayer {
  return { ...base, id, kind: 'mask', name: id, isVisible, bitmap: maskOfRegion(rect) };
}

const left = { x: 0, y: 0, width: 64, height: 128 };
const whole = { x: 0, y: 0, width: 128, height: 128 };

/** A canvas of 128 × 128 pixels with these layers and settings. */
function documentOf(generation: Partial<GenerationSettings>, ...layers: DocumentLayer[]): Document {
  const empty = createDocument({ width: 128, height: 128 });
  return { ...empty, generation: { ...empty.generation, ...generation }, layers };
}

function requestOf(document: Document, with_: Partial<Surroundings> = {}): GenerationRequest {
  const { request, obstacle } = buildModeRequest(document, pack, { ...around, ...with_ });
  expect(obstacle).toBeUndefined();
  expect(generationRequestSchema.safeParse(request).error).toBeUndefined();
  return request!;
}

const modes = ['vary', 'repaint', 'extend', 'upscale', 'restore'] as const;

describe('a request of a mode', () => {
  it('says what is missing instead', () => {
    for (const mode of modes) {
      const document = documentOf({ mode });
      expect(buildModeRequest(document, pack, around)).toEqual({ obstacle: 'noPicture' });
      expect(modeState(document, pack, around)).toMatchObject({ mode, obstacle: 'noPicture' });
      const blind = { ...pack, readsPictures: false };
      expect(buildModeRequest(document, blind, around)).toEqual({ obstacle: 'packBlind' });
      expect(modeState(document, blind, around)).toMatchObject({ obstacle: 'packBlind' });
    }
    expect(modeState(documentOf({ mode: 'paint' }), pack, around).obstacle).toBeUndefined();
  });

  it('does not see a picture that is hidden or outside of the frame', () => {
    const hidden = { ...picture(whole, [1, 2, 3, 255]), isVisible: false };
    expect(buildModeRequest(documentOf({ mode: 'vary' }, hidden), pack, around).request).toBeUndefined();
    const elsewhere = documentOf({ mode: 'vary' }, picture(left, [1, 2, 3, 255]));
    const frame = { x: 64, y: 0, width: 64, height: 64 };
    expect(buildModeRequest({ ...elsewhere, frame }, pack, around).request).toBeUndefined();
  });

  it('paints after the picture: at the model’s size, or at the frame’s pixel by pixel', () => {
    const painted = picture(whole, [10, 20, 30, 255]);
    const native = requestOf(documentOf({ mode: 'vary', prompt: 'a lake' }, painted));
    expect(native).toMatchObject({ width: 64, height: 64, conditions: { text: { prompt: 'a lake' } } });
    expect(native.conditions.source).toMatchObject({ width: 64, height: 64, strength: 0.6 });
    expect(native.conditions.source!.rgb[0]).toBe(7);
    const exact = requestOf(documentOf({ mode: 'vary', size: 'frame', strength: 0.25 }, painted));
    expect(exact.conditions.source).toMatchObject({ width: 128, height: 128, strength: 0.25 });
    expect([...exact.conditions.source!.rgb.subarray(0, 3)]).toEqual([10, 20, 30]);
  });

  it('repaints what the mask in hand covers, else all visible masks, else the selection', () => {
    const layers = [
      picture(whole, [1, 2, 3, 255]),
      mask({ x: 0, y: 0, width: 10, height: 10 }, 'a'),
      mask({ x: 20, y: 0, width: 20, height: 10 }, 'b'),
      mask(whole, 'hidden', false),
    ];
    const covered = (document: Document, with_: Partial<Surroundings> = {}) => {
      const { coverage } = requestOf(document, with_).conditions.mask!;
      const pixels = coverage.filter((value) => value === 255).length;
      const { mask: told } = modeState(document, pack, { ...around, ...with_ });
      expect(told!.share).toBe(pixels / coverage.length);
      return [told!.origin, pixels];
    };
    const document = documentOf({ mode: 'repaint' }, ...layers);
    expect(covered(document, { activeLayerId: 'a' })).toEqual(['layer', 100]);
    expect(covered(document, { activeLayerId: 'p' })).toEqual(['layers', 300]);
    expect(covered(document, { activeLayerId: 'hidden' })).toEqual(['layers', 300]);
    const bare = documentOf({ mode: 'repaint' }, layers[0]!);
    const selection = maskOfRegion({ x: 0, y: 0, width: 5, height: 5 });
    expect(covered(bare, { selection })).toEqual(['selection', 25]);
    expect(buildModeRequest(bare, pack, around)).toEqual({ obstacle: 'noMask' });
    expect(modeState(bare, pack, around).obstacle).toBe('noMask');
  });

  it('repaints at the frame’s size whatever size is set, so that no pixel beside it moves', () => {
    const layers = [picture(whole, [1, 2, 3, 255]), mask({ x: 0, y: 0, width: 9, height: 9 })];
    const chosen = { mode: 'repaint', size: 'native', feather: 4, context: 40 } as const;
    const frame = { x: 0, y: 0, width: 100, height: 77 };
    const request = requestOf({ ...documentOf(chosen, ...layers), frame });
    expect(request).toMatchObject({ width: 100, height: 77 });
    expect(request.conditions.source).toMatchObject({ width: 100, height: 77, strength: 1 });
    expect(request.conditions.mask).toMatchObject({ width: 100, height: 77, feather: 4, context: 40 });
  });

  it('begins a repainting from what is covered where its strength is below 1', () => {
    const layers = [picture(whole, [1, 2, 3, 255]), mask({ x: 0, y: 0, width: 9, height: 9 })];
    const half = documentOf({ mode: 'repaint', repaintStrength: 0.5, strength: 0.2 }, ...layers);
    expect(requestOf(half).conditions.source!.strength).toBe(0.5);
    const extended = documentOf({ mode: 'extend', repaintStrength: 0.5 }, picture(left, [1, 2, 3, 255]));
    expect(requestOf(extended).conditions.source!.strength).toBe(1);
  });

  it('takes no empty ground for something grey where it works on the whole frame', () => {
    for (const mode of ['upscale', 'restore'] as const) {
      const document = documentOf({ mode }, picture(left, [1, 2, 3, 255]));
      expect(buildModeRequest(document, pack, around)).toEqual({ obstacle: 'partlyEmpty' });
      expect(modeState(document, pack, around)).toMatchObject({ obstacle: 'partlyEmpty', emptyShare: 0.5 });
      const framed = { ...document, frame: left };
      expect(modeState(framed, pack, around).obstacle).toBeUndefined();
    }
  });

  it('extends into what is empty, and as far into the picture as the seam needs', () => {
    const document = documentOf({ mode: 'extend' }, picture(left, [200, 100, 50, 255]));
    const { source, mask: hole } = requestOf(document).conditions;
    expect([...hole!.coverage.subarray(46, 50)]).toEqual([0, 0, 255, 255]);
    // As umber outpaint does: no further than the seam is wide, nor than a quarter of the picture.
    const most = { x: 0, y: 0, width: 108, height: 128 };
    for (const [feather, from] of [
      [20.5, 108 - 21],
      [40, 108 - 27],
    ] as const) {
      const soft = requestOf(documentOf({ mode: 'extend', feather }, picture(most, [9, 9, 9, 255])));
      const row = soft.conditions.mask!.coverage.subarray(from - 2, from + 2);
      expect([...row], `${feather}`).toEqual([0, 0, 255, 255]);
    }
    expect([...source!.rgb.subarray(3 * 63, 3 * 65)]).toEqual([200, 100, 50, 128, 128, 128]);
    expect(modeState(document, pack, around)).toMatchObject({ obstacle: undefined, emptyShare: 0.5 });
    const full = documentOf({ mode: 'extend' }, picture(whole, [1, 1, 1, 255]));
    expect(buildModeRequest(full, pack, around)).toEqual({ obstacle: 'nothingEmpty' });
    expect(modeState(full, pack, around).obstacle).toBe('nothingEmpty');
  });

  it('enlarges by a factor or to a size, by the picture alone, and no further than can be painted', () => {
    const painted = picture(whole, [1, 2, 3, 255]);
    const twice = requestOf(documentOf({ mode: 'upscale', prompt: 'left over' }, painted));
    expect(twice).toMatchObject({ width: 256, height: 256 });
    expect(Object.keys(twice.conditions)).toEqual(['degraded']);
    const { degraded } = twice.conditions;
    expect(degraded).toMatchObject({ width: 128, height: 128 });
    const four = requestOf(documentOf({ mode: 'upscale', enlargement: { scale: 4 } }, painted));
    expect(four.conditions.degraded!.degradation).toBeGreaterThan(degraded!.degradation);
    const frame = { x: 0, y: 0, width: 128, height: 64 };
    const sized = documentOf({ mode: 'upscale', enlargement: { longestSide: 1024 } }, painted);
    expect(requestOf({ ...sized, frame })).toMatchObject({ width: 1024, height: 512 });
    const beyond = documentOf({ mode: 'upscale', enlargement: { longestSide: 1025 } }, painted);
    expect(buildModeRequest({ ...beyond, frame }, pack, around)).toEqual({ obstacle: 'tooManyTimes' });
    expect(modeState({ ...beyond, frame }, pack, around).obstacle).toBe('tooManyTimes');
    const wide = { x: 0, y: 0, width: 4096, height: 64 };
    const large = documentOf({ mode: 'upscale', enlargement: { scale: 4 } }, picture(wide, [1, 2, 3, 255]));
    const tooLarge = { ...large, width: 4096, frame: wide };
    expect(buildModeRequest(tooLarge, pack, around)).toEqual({ obstacle: 'tooLarge' });
    expect(modeState(tooLarge, pack, around).obstacle).toBe('tooLarge');
  });

  it('restores as far as the artist says, or else as far as is estimated', () => {
    const painted = picture(whole, [1, 2, 3, 255]);
    const auto = requestOf(documentOf({ mode: 'restore' }, painted));
    expect(auto).toMatchObject({ width: 128, height: 128, conditions: { degraded: { degradation: 0.3 } } });
    const chosen = requestOf(documentOf({ mode: 'restore', damage: 0 }, painted));
    expect(chosen.conditions.degraded!.degradation).toBe(0);
  });

  it('keeps the edges of a panorama together, unless it is extended', () => {
    const document = documentOf({ mode: 'paint', wrap: 'horizontal', prompt: 'hills' });
    expect(requestOf(document).wrap).toBe('horizontal');
    const hole = mask({ x: 0, y: 0, width: 9, height: 9 });
    for (const mode of ['vary', 'repaint', 'upscale', 'restore'] as const) {
      const panorama = documentOf({ mode, wrap: 'horizontal' }, picture(whole, [1, 2, 3, 255]), hole);
      expect(requestOf(panorama).wrap, mode).toBe('horizontal');
      expect(requestOf(documentOf({ mode }, ...panorama.layers)), mode).not.toHaveProperty('wrap');
    }
    const extended = documentOf({ mode: 'extend', wrap: 'both' }, picture(left, [1, 2, 3, 255]));
    expect(requestOf(extended)).not.toHaveProperty('wrap');
  });
});

describe('isByDetour', () => {
  it('is what a pack without the condition does', () => {
    const bare = { ...pack, conditions: {} };
    expect(modes.filter((mode) => isByDetour(mode, bare))).toEqual([
      'repaint',
      'extend',
      'upscale',
      'restore',
    ]);
    expect(modes.filter((mode) => isByDetour(mode, pack))).toEqual([]);
  });
});

describe('modeOfRequest', () => {
  it('tells the mode that a request was made in, one beyond the edges too', () => {
    const modeMade = (mode: GenerationSettings['mode'], settings: Partial<GenerationSettings> = {}) => {
      const layers = [picture(mode === 'extend' ? left : whole, [1, 2, 3, 255]), mask(left)];
      return modeOfRequest(requestOf(documentOf({ ...settings, mode }, ...layers)));
    };
    const enlargement = { longestSide: 256 };
    expect(modeMade('paint')).toBe('paint');
    expect(modeMade('vary')).toBe('vary');
    expect(modeMade('repaint')).toBe('repaint');
    expect(modeMade('extend')).toBe('extend');
    expect(modeMade('restore')).toBe('restore');
    expect(modeMade('upscale', { enlargement })).toBe('upscale');
  });
});
