import { describe, expect, it } from 'vitest';
import { createDocument, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import type { GenerationSettings } from '../../shared/document-format.ts';
import { generationRequestSchema } from '../../shared/generation-request.ts';
import { encodeMessage } from '../../shared/socket-protocol.ts';
import {
  buildLiveRequest,
  buildRequest,
  buildVariants,
  isSameRequest,
  nextSeed,
  pictureSize,
  type PackSummary,
} from './build-request.ts';
import { requestWarnings } from './request-warnings.ts';
import { tinyPack } from './testing/tiny-pack.ts';

const pack: PackSummary = {
  ...tinyPack,
  sizes: { native: [256, 256], multiple: 32, min: 64, max: 1024 },
  conditions: {
    text: { maxTokens: 8, width: 32, padId: 0, bosId: 1, eosId: 2 },
    class: { scenes: [{ id: 0, name: 'lake' }], nullId: 1 },
    layout: {
      classes: [
        { id: 1, name: 'sky' },
        { id: 8, name: 'grass' },
      ],
    },
  },
  defaults: { sampler: 'euler', steps: 12, guidance: { text: 3, layout: 2 } },
};

/** Sky above grass on the left half, nothing on the right half. */
function paintedDocument(generation: Partial<GenerationSettings> = {}): Document {
  const empty = createDocument({ width: 512, height: 512 });
  const classIds = new Uint8Array(256 * 512).fill(1).fill(8, 256 * 256);
  const bitmap = writeRegion(emptyBitmap(1), { x: 0, y: 0, width: 256, height: 512 }, classIds);
  const layer = empty.layers[0]!;
  return {
    ...empty,
    generation: { ...empty.generation, ...generation },
    layers: [{ ...layer, kind: 'semantic', bitmap }],
  };
}

describe('buildRequest', () => {
  it('takes what the artist left open from the pack', () => {
    const request = buildRequest(paintedDocument({ prompt: ' a lake ', guidance: { text: 5 } }), pack);
    expect(request).toMatchObject({
      pack: 'tiny',
      width: 256,
      height: 256,
      sampler: 'euler',
      steps: 12,
      guidance: { text: 5, class: 1, layout: 2 },
      conditions: { text: { prompt: 'a lake' } },
    });
    expect(generationRequestSchema.safeParse(request).success).toBe(true);
  });

  it('crops the layout to the frame and fills its gaps as the artist chose', () => {
    const frame = { x: 128, y: 128, width: 256, height: 256 };
    const filled = buildRequest({ ...paintedDocument({ gaps: 'nearest' }), frame }, pack).conditions.layout;
    expect([filled?.width, filled?.height]).toEqual([256, 256]);
    expect(filled?.classIds[0]).toBe(1);
    expect(filled?.classIds[255]).toBe(1);
    expect(filled?.classIds.at(-1)).toBe(8);
    const open = buildRequest({ ...paintedDocument({ gaps: 'unlabelled' }), frame }, pack).conditions.layout;
    expect(open?.classIds[255]).toBe(0);
  });

  it('leaves out what the pack cannot take and what says nothing', () => {
    const deaf = { ...pack, conditions: { layout: pack.conditions.layout } };
    const document = paintedDocument({ prompt: 'a lake', scene: 'lake' });
    expect(Object.keys(buildRequest(document, deaf).conditions)).toEqual(['layout']);
    expect(buildRequest(paintedDocument({ isLayoutUsed: false }), pack).conditions).toEqual({});
    expect(buildRequest(createDocument({ width: 64, height: 64 }), pack).conditions.layout).toBeUndefined();
    expect(buildRequest(paintedDocument({ scene: 'moon' }), pack).conditions.class).toBeUndefined();
  });

  it('paints quickly while the hand paints', () => {
    const request = buildLiveRequest(paintedDocument({ steps: 40, size: 'frame' }), pack, [pack]);
    expect(request).toMatchObject({ pack: 'tiny', width: 256, height: 256, steps: 4 });
  });

  it('takes a layout of no more pixels than the picture', () => {
    const large = buildLiveRequest(paintedDocument({ gaps: 'unlabelled' }), pack, [pack]).conditions.layout!;
    const columns = Array.from(large.classIds.subarray(128 * 256, 129 * 256));
    expect(large).toMatchObject({ width: 256, height: 256 });
    expect(columns).toEqual([...new Array<number>(128).fill(8), ...new Array<number>(128).fill(0)]);
    const small = { ...paintedDocument(), frame: { x: 0, y: 0, width: 96, height: 64 } };
    expect(buildLiveRequest(small, pack, [pack]).conditions.layout).toMatchObject({ width: 96, height: 64 });
  });

  it('has a pack of few steps that knows the same repaint meanwhile, with settings of its own', () => {
    const defaults = { sampler: 'lcm', steps: 4, guidance: { text: 1, layout: 1 } } as const;
    const student: PackSummary = { ...pack, name: 'student', defaults };
    const stranger: PackSummary = {
      ...student,
      name: 'stranger',
      conditions: { ...pack.conditions, layout: { classes: [{ id: 1, name: 'sky' }] } },
    };
    const document = paintedDocument({ steps: 40, sampler: 'heun', guidance: { text: 6 }, prompt: 'a lake' });
    expect(buildLiveRequest(document, pack, [pack, stranger, student])).toMatchObject({
      pack: 'student',
      sampler: 'lcm',
      steps: 4,
      guidance: { text: 1, layout: 1 },
      conditions: { text: { prompt: 'a lake' } },
    });
    expect(buildLiveRequest(document, pack, [pack, student], true)).toMatchObject({ steps: 2 });
    expect(buildLiveRequest(document, pack, [pack, stranger], true)).toMatchObject({
      pack: 'tiny',
      steps: 4,
    });
    expect(buildLiveRequest(document, stranger, [pack, student, stranger])).toMatchObject({
      pack: 'stranger',
    });
  });
});

describe('pictureSize', () => {
  it('is about the native number of pixels, or the frame where that is asked for', () => {
    expect(pictureSize({ width: 1024, height: 512 }, pack.sizes, undefined)).toEqual({
      width: 352,
      height: 192,
    });
    for (const frame of [
      { width: 1000, height: 501 },
      { width: 8192, height: 2 },
    ]) {
      expect(pictureSize(frame, pack.sizes, 'frame')).toEqual(frame);
    }
  });
});

describe('buildVariants', () => {
  it('gives rising seeds', () => {
    const request = { ...buildRequest(paintedDocument(), pack), seed: 41 };
    expect(buildVariants(request, 3)).toEqual({ request, seeds: [41, 42, 43] });
  });

  it('sends the pictures of a request once, however many are painted of it', () => {
    const size = { width: 64, height: 64 };
    const conditions = {
      source: { ...size, rgb: new Uint8Array(3 * 64 ** 2), strength: 1 },
      mask: { ...size, coverage: new Uint8Array(64 ** 2).fill(255), feather: 1, context: 2 },
    };
    const request = { ...buildRequest(paintedDocument(), pack), conditions };
    const [one, eight] = [1, 8].map((count) => encodeMessage(buildVariants(request, count)).length);
    expect(eight! - one!).toBeLessThan(100);
  });
});

describe('isSameRequest', () => {
  it('sees a single pixel', () => {
    const document = paintedDocument();
    const request = buildRequest(document, pack);
    expect(isSameRequest(request, buildRequest(document, pack))).toBe(true);
    expect(isSameRequest(request, { ...request, seed: request.seed + 1 })).toBe(false);
    const { layout } = request.conditions;
    const other = { ...layout!, classIds: layout!.classIds.with(7, 3) };
    expect(isSameRequest(request, { ...request, conditions: { ...request.conditions, layout: other } })).toBe(
      false,
    );
  });
});

describe('isSameRequest of pictures', () => {
  it('sees a single byte and a single setting of each', () => {
    const size = { width: 2, height: 1 };
    const rgb = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const conditions = {
      source: { ...size, rgb, strength: 1 },
      mask: { ...size, coverage: Uint8Array.of(0, 255), feather: 1, context: 2 },
      degraded: { ...size, rgb, degradation: 0.5 },
    };
    const request = { ...buildRequest(paintedDocument(), pack), conditions };
    expect(isSameRequest(request, structuredClone(request))).toBe(true);
    const others = [
      { ...conditions, source: { ...conditions.source, rgb: rgb.with(5, 7) } },
      { ...conditions, source: { ...conditions.source, strength: 0.5 } },
      { ...conditions, mask: { ...conditions.mask, coverage: Uint8Array.of(1, 255) } },
      { ...conditions, mask: { ...conditions.mask, feather: 3 } },
      { ...conditions, degraded: { ...conditions.degraded, rgb: rgb.with(0, 0) } },
      { ...conditions, degraded: { ...conditions.degraded, degradation: 0.6 } },
      { source: conditions.source, mask: conditions.mask },
    ];
    for (const other of others) expect(isSameRequest(request, { ...request, conditions: other })).toBe(false);
  });
});

describe('requestWarnings', () => {
  const kinds = (document: Document, which = pack) =>
    requestWarnings(document, which).map(({ kind }) => kind);

  it('is silent when all is well', () => {
    expect(kinds(paintedDocument({ gaps: 'nearest' }))).toEqual([]);
  });

  it('tells of an empty layout, and of a request for nothing', () => {
    const empty = createDocument({ width: 256, height: 256 });
    expect(kinds(empty)).toEqual(['nothingAsked', 'layoutEmpty']);
  });

  it('tells of gaps, of long prompts and of classes that the pack does not know', () => {
    const prompt = 'one two three four five six seven eight';
    expect(kinds(paintedDocument({ gaps: 'unlabelled', prompt }))).toEqual(['gaps', 'promptLong']);
    const narrow = { ...pack, conditions: { layout: { classes: [{ id: 1, name: 'sky' }] } } };
    expect(requestWarnings(paintedDocument({ gaps: 'nearest' }), narrow)).toContainEqual({
      kind: 'classesUnknown',
      classIds: [8],
    });
  });
});

describe('requestWarnings of words', () => {
  const foreign = (fields: Partial<GenerationSettings>, which = pack) =>
    requestWarnings(paintedDocument({ gaps: 'nearest', ...fields }), which);

  it('tell of the first word that is not written as English is', () => {
    const warning = { kind: 'promptForeign', word: 'hồ' };
    expect(foreign({ prompt: 'lake, hồ núi' })).toEqual([warning]);
    expect(foreign({ prompt: 'lake, hồ núi'.normalize('NFD') })).toEqual([
      { ...warning, word: 'hồ'.normalize('NFD') },
    ]);
    expect(foreign({ prompt: 'lake', negativePrompt: 'sương' })).toEqual([{ ...warning, word: 'sương' }]);
    expect(foreign({ prompt: '山' })).toEqual([{ ...warning, word: '山' }]);
  });

  it('pass over numbers and signs, and packs that read no words', () => {
    expect(foreign({ prompt: '5 °C — “calm”, 100%…' })).toEqual([]);
    const wordless = { ...pack, conditions: { layout: pack.conditions.layout! } };
    expect(foreign({ prompt: 'hồ' }, wordless)).toEqual([{ kind: 'promptUnsupported' }]);
  });
});

describe('nextSeed', () => {
  it('is the one drawn last, unless the artist holds one', () => {
    expect(nextSeed({ seed: 7, isSeedLocked: false }, 42)).toBe(42);
    expect(nextSeed({ seed: 7, isSeedLocked: true }, 42)).toBe(7);
    expect(nextSeed({ seed: 7, isSeedLocked: false }, undefined)).toBe(7);
  });
});
