import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { fixturePacks } from '../../../tests/support/tiny-pack.ts';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import { extendPicture } from '../../shared/extend-picture.ts';
import type { GenerationRequest, Wrap } from '../../shared/generation-request.ts';
import { readsLayoutAround } from '../../shared/reads-layout-around.ts';
import { completeRequest } from '../check-request.ts';
import { createEngine, type Engine } from '../engine.ts';
import { paint, type GenerationResult } from '../generate.ts';
import { loadPack, type LoadedPack } from '../load-pack.ts';
import { readRecipe } from '../pictures/recipe-in-picture.ts';
import { requestFromRecipe } from '../replay.ts';
import type { Size } from '../../shared/size.ts';

type Random = () => number;

let root: string;
/** One pack that was taught to paint into pictures, and one that was not. */
let taught: Engine;
let untaught: Engine;
let tiny: Engine;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'umber-masked-'));
  writeToyPack(join(root, 'taught'), { conditions: ['text', 'layout', 'inpaint'] });
  writeToyPack(join(root, 'untaught'), { conditions: ['text', 'layout'], hasEncoder: true });
  taught = await createEngine({ packFolder: join(root, 'taught'), threads: 1 });
  untaught = await createEngine({ packFolder: join(root, 'untaught'), threads: 1 });
  tiny = await createEngine({ packFolder: join(fixturePacks, 'tiny'), threads: 1 });
});

afterAll(async () => {
  await Promise.all([taught, untaught, tiny].map((engine) => engine.dispose()));
  rmSync(root, { recursive: true, force: true });
});

function noise({ width, height }: Size, random: Random): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, () => Math.floor(256 * random()));
}

function coverageOf({ width, height }: Size, covered: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => covered(i % width, Math.floor(i / width)));
}

/** A box, a blob, a stroke, a soft spot or scattered dots, anywhere, also over the edge. */
function randomMask(size: Size, random: Random): Uint8Array {
  const [cx, cy] = [size.width * random(), size.height * random()];
  const reach = 1 + random() * 0.4 * size.width;
  const slope = 2 * random() - 1;
  const kind = Math.floor(5 * random());
  const dots = new Set(Array.from({ length: 5 }, () => Math.floor(random() * size.width * size.height)));
  const coverage = coverageOf(size, (x, y) => {
    const away = Math.hypot(x - cx, y - cy);
    const angle = Math.atan2(y - cy, x - cx);
    if (kind === 0) return Math.abs(x - cx) < reach && Math.abs(y - cy) < reach / 2 ? 255 : 0;
    if (kind === 1) return away < reach * (0.6 + 0.3 * Math.sin(3 * angle)) ? 255 : 0;
    if (kind === 2) return Math.abs(y - cy - slope * (x - cx)) < 3 && Math.abs(x - cx) < reach ? 255 : 0;
    if (kind === 3) return Math.round(255 * Math.max(0, 1 - away / reach));
    return dots.has(y * size.width + x) ? 255 : 0;
  });
  coverage[Math.floor(cy) * size.width + Math.floor(cx)] = 255;
  return coverage;
}

interface Edit extends Size {
  rgb: Uint8Array;
  coverage: Uint8Array;
  strength?: number;
  feather?: number;
  context?: number;
  wrap?: Wrap | undefined;
  seed?: number;
  steps?: number;
}

function edit(engine: Engine, { width, height, rgb, coverage, ...rest }: Edit): GenerationRequest {
  const { strength = 1, feather = 4, context = 16, wrap, seed = 5, steps = 2 } = rest;
  return completeRequest(engine.pack.manifest, {
    ...{ width, height, seed, steps, wrap },
    guidance: { text: 1, class: 1, layout: 1 },
    conditions: {
      source: { width, height, rgb, strength },
      mask: { width, height, coverage, feather, context },
    },
  });
}

/** How many pixels differ where the mask covers nothing, and where it covers something. */
function countChanges(before: Uint8Array, after: Uint8Array, coverage: Uint8Array) {
  const counts = { outside: 0, inside: 0 };
  for (let i = 0; i < coverage.length; i++) {
    const isSame = [0, 1, 2].every((channel) => before[3 * i + channel] === after[3 * i + channel]);
    if (!isSame) counts[coverage[i] === 0 ? 'outside' : 'inside']++;
  }
  return counts;
}

describe('painting what a mask covers', () => {
  it('changes not one pixel outside of fifty masks, on any pack', async () => {
    const random = createRandom(11);
    for (let run = 0; run < 50; run++) {
      const size = { width: 40 + Math.floor(120 * random()), height: 40 + Math.floor(120 * random()) };
      const [rgb, coverage] = [noise(size, random), randomMask(size, random)];
      const wrap = ([undefined, 'horizontal', 'both'] as const)[run % 3];
      const context = Math.floor(60 * random());
      const asked = { ...size, rgb, coverage, context, feather: Math.floor(20 * random()), seed: run };
      const engine = run % 2 === 0 ? taught : untaught;
      const result = await engine.generate(edit(engine, { ...asked, wrap }));
      const changes = countChanges(rgb, result.rgb, coverage);
      expect(changes.outside).toBe(0);
      expect(changes.inside).toBeGreaterThan(0);
      const keptPixels = coverage.filter((covered) => covered === 0).length;
      expect(result.edit).toEqual({ keptPixels, changedOutside: 0 });
    }
  });

  it('leaves what no mask ever touched as it was, after twenty edits on one another', async () => {
    const random = createRandom(12);
    const size = { width: 120, height: 88 };
    const first = noise(size, random);
    const touched = new Uint8Array(size.width * size.height);
    let rgb: Uint8Array = first;
    for (let step = 0; step < 20; step++) {
      const [cx, cy] = [20 + 60 * random(), 20 + 40 * random()];
      const coverage = coverageOf(size, (x, y) => (Math.hypot(x - cx, y - cy) < 12 ? 255 : 0));
      coverage.forEach((covered, i) => (touched[i] = Math.max(touched[i]!, covered)));
      rgb = (await taught.generate(edit(taught, { ...size, rgb, coverage, seed: step }))).rgb;
    }
    expect(countChanges(first, rgb, touched).outside).toBe(0);
    expect(touched.filter((covered) => covered === 0).length).toBeGreaterThan(3000);
  });

  it.each([
    ['all of it', () => 255],
    ['one pixel', (x: number, y: number) => (x === 33 && y === 21 ? 255 : 0)],
    ['the last pixel', (x: number, y: number) => (x === 69 && y === 49 ? 255 : 0)],
    ['a border', (x: number) => (x < 9 ? 255 : 0)],
    ['all but a pixel', (x: number, y: number) => (x === 4 && y === 4 ? 0 : 255)],
    ['a trace', (x: number) => (x > 30 && x < 50 ? 1 : 0)],
  ])('works for a mask of %s, at any strength', async (_, covered) => {
    const size = { width: 70, height: 50 };
    const rgb = noise(size, createRandom(13));
    const coverage = coverageOf(size, covered);
    for (const engine of [taught, untaught]) {
      for (const strength of [0.05, 0.5, 1]) {
        const result = await engine.generate(edit(engine, { ...size, rgb, coverage, strength, steps: 8 }));
        expect(countChanges(rgb, result.rgb, coverage).outside).toBe(0);
        expect(result.rgb.length).toBe(rgb.length);
      }
    }
  });

  it('paints a picture smaller than anything the pack paints', async () => {
    const rgb = noise({ width: 3, height: 1 }, createRandom(14));
    const coverage = Uint8Array.of(0, 255, 0);
    const { rgb: after } = await taught.generate(edit(taught, { width: 3, height: 1, rgb, coverage }));
    expect(countChanges(rgb, after, coverage).outside).toBe(0);
  });

  it('paints a pixel that is covered half half as much', async () => {
    const size = { width: 64, height: 64 };
    const rgb = new Uint8Array(3 * 64 * 64).fill(128);
    const paint = async (value: number) => {
      const coverage = coverageOf(size, (x) => (x > 20 && x < 40 ? value : 0));
      const { rgb: after } = await taught.generate(edit(taught, { ...size, rgb, coverage, feather: 0 }));
      return after;
    };
    const [whole, half] = [await paint(255), await paint(128)];
    for (let i = 0; i < whole.length; i++) {
      expect(Math.abs(half[i]! - 128 - (128 / 255) * (whole[i]! - 128))).toBeLessThanOrEqual(1);
    }
  });

  it('gives the same bytes for the same request, and for the request that its PNG carries', async () => {
    const size = { width: 72, height: 56 };
    const random = createRandom(15);
    const [rgb, coverage] = [noise(size, random), randomMask(size, random)];
    const asked = edit(tiny, { ...size, rgb, coverage, strength: 0.7, seed: 8, wrap: 'horizontal' });
    const first = await tiny.generate(asked);
    expect((await tiny.generate(asked)).png).toEqual(first.png);
    const again = await tiny.generate(requestFromRecipe(readRecipe(first.png)));
    expect(again.png).toEqual(first.png);
    expect(again.edit).toEqual(first.edit);
  });

  it('says so where a pack was not taught and blends', async () => {
    const size = { width: 64, height: 64 };
    const asked = {
      ...size,
      rgb: noise(size, createRandom(16)),
      coverage: coverageOf(size, (x) => (x < 20 ? 255 : 0)),
    };
    const warningsOf = async (engine: Engine) =>
      (await engine.generate(edit(engine, asked))).warnings.map(({ code }) => code);
    expect(await warningsOf(untaught)).toEqual(['MASK_BY_BLENDING']);
    expect(await warningsOf(taught)).toEqual([]);
  });

  it('says so where the layout of a hole was read from what lies around it', async () => {
    const size = { width: 64, height: 64 };
    const rgb = noise(size, createRandom(21));
    const coverage = coverageOf(size, (x) => (x < 20 ? 255 : 0));
    const guidance = { text: 1, class: 1, layout: 3 };
    const paint = (changes: Partial<Edit>, layout?: { classIds: Uint8Array }) => {
      const asked = edit(tiny, { ...size, rgb, coverage, steps: 1, ...changes });
      const conditions = { ...asked.conditions, ...(layout && { layout: { ...size, ...layout } }) };
      return tiny.generate({ ...asked, guidance, conditions });
    };
    const codesOf = (result: GenerationResult) => result.warnings.map(({ code }) => code);
    const read = await paint({});
    expect(codesOf(read)).toEqual(['MASK_LAYOUT_READ']);
    const drawn = await paint({}, { classIds: new Uint8Array(64 * 64).fill(1) });
    expect(codesOf(drawn)).toEqual([]);
    const { manifest } = tiny.pack;
    expect(readsLayoutAround(read.recipe.request.conditions, manifest)).toBe(true);
    expect(readsLayoutAround(drawn.recipe.request.conditions, manifest)).toBe(false);
    // Where something of the source is left, or nothing is around, none is read.
    expect(codesOf(await paint({ strength: 0.6 }))).toEqual([]);
    expect(codesOf(await paint({ coverage: coverageOf(size, () => 255) }))).toEqual([]);
  });

  it('counts the steps of all parts, and takes a hole beyond the network step by step', async () => {
    const size = { width: 400, height: 64 };
    const rgb = noise(size, createRandom(17));
    const stepsOf = async (covered: (x: number) => boolean) => {
      const seen: number[] = [];
      let total = 0;
      const coverage = coverageOf(size, (x) => (covered(x) ? 255 : 0));
      await taught.generate(edit(taught, { ...size, rgb, coverage }), {
        onProgress: (progress) => {
          if (progress.part !== 'sampling') return;
          seen.push(progress.step);
          total = progress.steps;
        },
      });
      expect(seen).toEqual(Array.from({ length: total }, (_, i) => i + 1));
      return total;
    };
    expect(await stepsOf((x) => x > 10 && x < 30)).toBe(2);
    expect(await stepsOf((x) => (x > 10 && x < 30) || (x > 350 && x < 370))).toBe(4);
    expect(await stepsOf((x) => x >= 64)).toBeGreaterThan(8);
  });

  it('paints a picture of which nothing is kept as one without a source, small at first', async () => {
    const size = { width: 512, height: 512 };
    const rgb = noise(size, createRandom(22));
    const asked = edit(tiny, { ...size, rgb, coverage: coverageOf(size, () => 255) });
    let steps = 0;
    const onProgress = (progress: { part: string; steps?: number }) => (steps = progress.steps ?? steps);
    const masked = await tiny.generate(asked, { onProgress });
    // Two from nothing, and half of two over what was enlarged.
    expect(steps).toBe(3);
    const plain = await tiny.generate({ ...asked, conditions: {} });
    expect(Buffer.compare(masked.rgb, plain.rgb)).toBe(0);
    expect(masked.edit).toEqual({ keptPixels: 0, changedOutside: 0 });
    expect(masked.warnings).toEqual([]);
  });

  it('sees far around a small hole without predicting what stays as it is', async () => {
    const size = { width: 416, height: 64 };
    const rgb = noise(size, createRandom(20));
    const runsOf = async (covered: (x: number) => boolean) => {
      const coverage = coverageOf(size, (x) => (covered(x) ? 255 : 0));
      const { timings } = await taught.generate(edit(taught, { ...size, rgb, coverage, context: 400 }));
      return timings.samplingRuns;
    };
    // Six windows in two steps; those of one end, and those that hold a dot.
    expect(await runsOf((x) => x < 4 || x % 90 === 0)).toBe(12);
    expect(await runsOf((x) => x < 24)).toBe(2);
  });

  it('does not drift in colour over five extensions to the right', async () => {
    let picture = { width: 64, height: 64, rgb: noise({ width: 64, height: 64 }, createRandom(18)) };
    const first = picture;
    for (let run = 0; run < 5; run++) {
      const { source, coverage } = extendPicture(picture, { left: 0, top: 0, right: 48, bottom: 0 }, 0);
      const { width, height } = source;
      const { rgb } = await tiny.generate(edit(tiny, { ...source, coverage, strength: 0.05, seed: run }));
      picture = { width, height, rgb };
    }
    expect(picture.width).toBe(64 + 5 * 48);
    const mean = ({ width, rgb }: typeof picture, from: number, channel: number) => {
      let sum = 0;
      for (let y = 0; y < 64; y++)
        for (let x = from; x < from + 48; x++) sum += rgb[3 * (y * width + x) + channel]!;
      return sum / (64 * 48);
    };
    for (const channel of [0, 1, 2]) {
      for (let part = 1; part <= 5; part++) {
        const shift = mean(picture, 16 + 48 * part, channel) - mean(first, 16, channel);
        expect(Math.abs(shift)).toBeLessThan(12);
      }
    }
  });

  it('paints a seam over the edge where edges meet, and none where they do not', async () => {
    const size = { width: 96, height: 64 };
    const rgb = noise(size, createRandom(19));
    const coverage = coverageOf(size, (x) => (x < 10 || x >= 86 ? 255 : 0));
    let steps = 0;
    const onProgress = (progress: { part: string; steps?: number }) => (steps = progress.steps ?? steps);
    await taught.generate(edit(taught, { ...size, rgb, coverage, wrap: 'horizontal' }), { onProgress });
    // One hole, in one crop that goes over the edge.
    expect(steps).toBe(2);
  });

  it('shows the network edges that meet of a round part that is enlarged', async () => {
    const runtime = { provider: 'cpu', threads: 1 } as const;
    const loaded = await loadPack(join(root, 'taught'), runtime);
    const encoder = await loaded.encoder();
    /** The first row of what each run was shown. */
    const reds: Float32Array[] = [];
    const watched: LoadedPack = {
      ...loaded,
      encoder: () =>
        Promise.resolve({
          ...encoder,
          run(feeds, outputs) {
            const [shown] = Object.values(feeds);
            if (shown?.type === 'float32') reds.push(shown.data.slice(0, shown.dims[3]));
            return encoder.run(feeds, outputs);
          },
        }),
    };
    const size = { width: 72, height: 64 };
    const wave = (x: number) => Math.sin(6 * Math.PI * x);
    const rgb = Uint8Array.from({ length: 3 * 72 * 64 }, (_, i) =>
      Math.round(128 + 100 * wave(((Math.floor(i / 3) % 72) + 0.5) / 72)),
    );
    const coverage = coverageOf(size, (_, y) => (y > 20 && y < 40 ? 255 : 0));
    await paint(watched, runtime, edit(taught, { ...size, rgb, coverage, wrap: 'horizontal' }));
    await loaded.release();
    // Painted at 96, the next multiple. The part begins anywhere, so its wave does: the best of all phases.
    const errors = Array.from({ length: 96 }, (_, shift) =>
      Math.max(...reds[0]!.map((red, x) => Math.abs(127.5 * red - 100 * wave((x + shift + 0.5) / 96)))),
    );
    expect(Math.min(...errors)).toBeLessThan(3);
  });
});
