import { say } from '../shared/sentence.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyDecoder, toyUnet, writeToyPack, type ToyPackOptions } from '../../tests/support/toy-pack.ts';
import { floats, intAttribute, longs, writeOnnx, type OnnxModel } from '../../tests/support/write-onnx.ts';
import type { UmberError } from '../shared/errors.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { palette } from '../shared/palette.ts';
import { samplerNames } from '../shared/sampler-names.ts';
import { umberVersion } from '../shared/version.ts';
import { completeRequest } from './check-request.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import type { GenerationProgress } from './painting/painter.ts';
import { readRecipe } from './pictures/recipe-in-picture.ts';

let root: string;
let engine: Engine;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'umber-engine-'));
  writeToyPack(join(root, 'toy'));
  engine = await createEngine({ packFolder: join(root, 'toy'), threads: 1 });
});

afterAll(async () => {
  await engine.dispose();
  rmSync(root, { recursive: true, force: true });
});

async function failure(work: Promise<unknown>): Promise<UmberError> {
  return work.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => error as UmberError,
  );
}

/** Sky above, grass below. */
function twoBands(size = 64) {
  const classIds = new Uint8Array(size * size).fill(1, 0, (size * size) / 2).fill(8, (size * size) / 2);
  return { width: size, height: size, classIds };
}

function request(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    ...completeRequest(engine.pack.manifest, {
      seed: 7,
      conditions: {
        text: { prompt: 'a stormy evening', negativePrompt: 'calm' },
        class: { scene: 'lake' },
        layout: twoBands(),
      },
    }),
    ...changes,
  };
}

async function openVariant(
  name: string,
  options: ToyPackOptions,
  engineOptions: Partial<EngineOptions> = {},
): Promise<Engine> {
  writeToyPack(join(root, name), options);
  return createEngine({ packFolder: join(root, name), threads: 1, ...engineOptions });
}

function withInput(model: OnnxModel, name: string): OnnxModel {
  return { ...model, inputs: [...model.inputs, { name, type: 1, dims: ['n'] }] };
}

/** The same model, that fails where it is given more than one row. */
function oneRow(model: OnnxModel): OnnxModel {
  const shape = { name: 'one_row', dims: [4], type: 7, raw: longs([1, 4, 8, 8]) };
  return {
    ...model,
    initializers: [...(model.initializers ?? []), shape],
    nodes: [
      { operator: 'Reshape', inputs: ['sample', 'one_row'], outputs: ['row'] },
      ...model.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map((name) => (name === 'sample' ? 'row' : name)),
      })),
    ],
  };
}

/** The same model with zeros in place of an input. */
function without(model: OnnxModel, name: string): OnnxModel {
  const zero = { name, dims: [1], type: 1, raw: floats([0]) };
  return {
    ...model,
    inputs: model.inputs.filter((input) => input.name !== name),
    initializers: [...(model.initializers ?? []), zero],
  };
}

/** The same model, with a sample in float16 that is widened before anything else. */
function halfPrecision(model: OnnxModel): OnnxModel {
  const [sample, ...inputs] = model.inputs;
  return {
    ...model,
    inputs: [{ ...sample!, name: 'sample', type: 10 }, ...inputs],
    nodes: [
      { operator: 'Cast', inputs: ['sample'], outputs: ['wide'], attributes: [intAttribute('to', 1)] },
      ...model.nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map((name) => (name === 'sample' ? 'wide' : name)),
      })),
    ],
  };
}

describe('generate', () => {
  it('paints the same bytes for the same request, also beside another', async () => {
    const [first, other, second] = await Promise.all([
      engine.generate(request()),
      engine.generate(request({ seed: 8 })),
      engine.generate(request()),
    ]);
    expect(second.rgb).toEqual(first.rgb);
    expect(second.png).toEqual(first.png);
    expect(other.rgb).not.toEqual(first.rgb);
    expect(first.rgb).toHaveLength(64 * 64 * 3);
  });

  it('writes a recipe that says how, and carries the layout', async () => {
    const result = await engine.generate(request({ pack: '/home/somebody/packs/toy' }));
    const { recipe, layout } = readRecipe(result.png);
    expect(recipe).toEqual(result.recipe);
    expect(layout?.classIds).toEqual(twoBands().classIds);
    expect(recipe).toMatchObject({
      request: { pack: 'toy', seed: 7, conditions: { class: { scene: 'lake' } } },
      pack: { name: 'toy', hash: engine.pack.hash },
      provider: 'cpu',
      threads: 1,
      umberVersion,
    });
    expect(JSON.stringify(recipe)).not.toContain('somebody');
  });

  it.each([...samplerNames])('paints with %s', async (sampler) => {
    const result = await engine.generate(request({ sampler, steps: 3 }));
    expect(new Set(result.rgb).size).toBeGreaterThan(4);
  });

  it.each<[string, Partial<GenerationRequest['conditions']>]>([
    ['text', { text: { prompt: 'calm' } }],
    ['negative text', { text: { prompt: 'a stormy evening', negativePrompt: '' } }],
    ['class', { class: { scene: 'mountains' } }],
    ['layout', { layout: { ...twoBands(), classIds: new Uint8Array(64 * 64).fill(12) } }],
    ['no class', { class: undefined }],
    ['no layout', { layout: undefined }],
  ])('lets %s move the picture', async (_, conditions) => {
    const asked = request();
    const changed = { ...asked, conditions: { ...asked.conditions, ...conditions } };
    expect((await engine.generate(changed)).rgb).not.toEqual((await engine.generate(asked)).rgb);
  });

  it('paints without any condition', async () => {
    const result = await engine.generate(request({ conditions: {} }));
    expect(result.timings.samplingRuns).toBe(4);
  });

  it('runs one batch per step, whatever the guidance, and plain passes outside the interval', async () => {
    const guided = await engine.generate(request({ guidanceInterval: [0, 0.5] }));
    expect(guided.timings.samplingRuns).toBe(4);
    expect(guided.rgb).not.toEqual((await engine.generate(request())).rgb);
    const { timings } = guided;
    expect(timings.samplingRunMs).toBeGreaterThan(0);
    expect(timings.samplingMs).toBeGreaterThanOrEqual(timings.samplingRunMs);
    expect(timings.totalMs).toBeGreaterThanOrEqual(timings.samplingMs + timings.decodeMs);
  });

  it('paints other sizes and proportions', async () => {
    const result = await engine.generate(request({ width: 96, height: 32 }));
    expect(result).toMatchObject({ width: 96, height: 32 });
    expect(result.rgb).toHaveLength(96 * 32 * 3);
  });

  it('reports each step with a preview that is made only when asked for', async () => {
    const events: GenerationProgress[] = [];
    await engine.generate(request(), {
      onProgress: (progress) => {
        events.push(progress);
        if (progress.part !== 'sampling') return;
        const preview = progress.preview();
        expect(preview).toMatchObject({ width: 8, height: 8 });
        expect(new Set(preview?.rgb).size).toBeGreaterThan(1);
      },
    });
    expect(events.map((event) => (event.part === 'sampling' ? event.step : event.part))).toEqual([
      1,
      2,
      3,
      4,
      'decoding',
    ]);
  });

  it('says so when a prompt is cut', async () => {
    const result = await engine.generate(
      request({ conditions: { text: { prompt: 'a calm evening a stormy evening' } } }),
    );
    expect(result.warnings).toMatchObject([{ code: 'PROMPT_TRUNCATED' }]);
    expect(say(result.warnings[0]!.message)).toContain('2 tokens');
  });

  it('says so when the layout holds classes that the pack does not know', async () => {
    const layout = twoBands();
    layout.classIds.fill(5, 0, 100);
    const result = await engine.generate(request({ conditions: { layout } }));
    expect(result.warnings).toMatchObject([{ code: 'LAYOUT_CLASSES_IGNORED' }]);
    expect(say(result.warnings[0]!.message)).toContain('hill; those 100 pixels');
  });
});

describe('a layout of the whole palette', () => {
  /** The sixteen classes that the first packs know. */
  const firstClasses = palette.slice(1, 17).map(({ id, name }) => ({ id, name }));

  async function openFirstPack(): Promise<Engine> {
    const unet = toyUnet(['layout'], firstClasses.length);
    return openVariant('sixteen-classes', {
      conditions: ['layout'],
      manifest: (manifest) => (manifest.conditions.layout = { classes: firstClasses }),
      files: { 'unet/model.onnx': writeOnnx(unet) },
    });
  }

  it('is painted by a pack of sixteen classes, with relatives in place of what it does not know', async () => {
    const first = await openFirstPack();
    const paintIds = async (ids: readonly number[]) => {
      const classIds = new Uint8Array(64 * 64).map((_, pixel) => ids[pixel >> 9]!);
      const result = await first.generate(
        completeRequest(first.pack.manifest, {
          seed: 7,
          conditions: { layout: { width: 64, height: 64, classIds } },
        }),
      );
      return { rgb: result.rgb, warnings: result.warnings };
    };
    const later = await paintIds([17, 18, 19, 20, 21, 22, 23, 24]);
    const relatives = await paintIds([14, 7, 11, 15, 15, 16, 0, 2]);
    expect(later.rgb).toEqual(relatives.rgb);
    expect(relatives.warnings).toEqual([]);
    expect(later.warnings.map(({ code, message }) => ({ code, message: say(message) }))).toEqual([
      {
        code: 'LAYOUT_CLASSES_REPLACED',
        message:
          'The pack does not know all of the layout: it paints waterfall as river, bush as tree, cliff as rock, ' +
          'earth as path, bridge as path, tower as house, fog as cloud (3584 pixels).',
      },
      {
        code: 'LAYOUT_CLASSES_IGNORED',
        message: 'The pack does not know boat; those 512 pixels count as unlabelled.',
      },
    ]);
    await first.dispose();
  });
});

describe('a pack that inpaints and restores', () => {
  it('paints as one that does not where neither is asked for', async () => {
    const able = await openVariant('able', {
      conditions: ['text', 'class', 'layout', 'inpaint', 'degraded'],
      files: { 'unet/model.onnx': writeOnnx(toyUnet(['text', 'class', 'layout', 'inpaint', 'degraded'])) },
    });
    expect((await able.generate(request())).rgb).toEqual((await engine.generate(request())).rgb);
    await able.dispose();
  });
});

describe('a distilled pack', () => {
  it.each(['lcm', 'euler'])('paints with %s in one row of the UNet a step', async (sampler) => {
    const student = await openVariant(`student-${sampler}`, {
      manifest: (manifest) =>
        (manifest.defaults = { sampler, steps: 2, guidance: { text: 1, class: 1, layout: 1 } }),
      files: { 'unet/model.onnx': writeOnnx(oneRow(toyUnet(['text', 'class', 'layout']))) },
    });
    const asked = completeRequest(student.pack.manifest, {
      seed: 7,
      conditions: {
        text: { prompt: 'a stormy evening', negativePrompt: 'calm' },
        class: { scene: 'lake' },
        layout: twoBands(),
      },
    });
    expect(asked).toMatchObject({ sampler, steps: 2, guidance: { text: 1, class: 1, layout: 1 } });
    for (const steps of [1, 2, 4]) {
      const { timings } = await student.generate({ ...asked, steps });
      expect(timings.samplingRuns).toBe(steps);
    }
    const guided = { ...asked, guidance: { ...asked.guidance, text: 2 } };
    expect((await failure(student.generate(guided))).code).toBe('ENGINE_FAILED');
    await student.dispose();
  });
});

/** One row more than pictures may have. */
const unreadable = { width: 16384, height: 8193 };

describe('generate refuses', () => {
  it.each<[string, Partial<GenerationRequest>, string]>([
    ['no steps', { steps: 0 }, 'REQUEST_INVALID'],
    ['half a step', { steps: 1.5 }, 'REQUEST_INVALID'],
    ['more steps than the schedule has', { steps: 1001 }, 'REQUEST_INVALID'],
    ['a sampler nobody knows', { sampler: 'eular' }, 'SAMPLER_UNKNOWN'],
    ['a sampler named like a method of objects', { sampler: 'constructor' }, 'SAMPLER_UNKNOWN'],
    ['a size too small', { width: 0 }, 'REQUEST_INVALID'],
    ['a size too large', { height: 8193 }, 'REQUEST_INVALID'],
    ['a negative seed', { seed: -1 }, 'REQUEST_INVALID'],
    ['guidance that is not a number', { guidance: { text: NaN, class: 1, layout: 1 } }, 'REQUEST_INVALID'],
    ['an interval the wrong way round', { guidanceInterval: [0.8, 0.2] }, 'REQUEST_INVALID'],
    ['a scene it does not know', { conditions: { class: { scene: 'volcano' } } }, 'SCENE_UNKNOWN'],
    [
      'a layout of the wrong length',
      { conditions: { layout: { width: 2, height: 2, classIds: new Uint8Array(3) } } },
      'REQUEST_INVALID',
    ],
    [
      'an empty layout',
      { conditions: { layout: { width: 2, height: 2, classIds: new Uint8Array(4) } } },
      'LAYOUT_EMPTY',
    ],
    [
      'a layout that nobody could read back',
      { conditions: { layout: { ...unreadable, classIds: new Uint8Array(16384 * 8193) } } },
      'PICTURE_SIZE',
    ],
    [
      'a degraded picture that nobody could read back',
      { conditions: { degraded: { ...unreadable, rgb: new Uint8Array(3 * 16384 * 8193), degradation: 1 } } },
      'PICTURE_SIZE',
    ],
  ])('%s, with advice', async (_, changes, code) => {
    const error = await failure(engine.generate(request(changes)));
    expect(error.code).toBe(code);
    expect(error.advice).not.toBe('');
  });

  it('names the conditions that the pack has when asked for another', async () => {
    const layoutOnly = await openVariant('layout-only', { conditions: ['layout'] });
    const result = await layoutOnly.generate(request({ conditions: { layout: twoBands() } }));
    expect(result.rgb).toHaveLength(64 * 64 * 3);
    const error = await failure(layoutOnly.generate(request({ conditions: { text: { prompt: 'calm' } } })));
    expect(error.code).toBe('PACK_CONDITION_MISSING');
    expect(error.advice).toContain('layout');
    await layoutOnly.dispose();
  });

  it('a model whose answers are no numbers, at the first step', async () => {
    const unet = toyUnet(['text', 'class', 'layout']);
    const half = unet.initializers?.find((tensor) => tensor.name === 'half');
    if (half) half.raw = new Uint8Array(new Float32Array([Infinity]).buffer);
    const broken = await openVariant('infinite', { files: { 'unet/model.onnx': writeOnnx(unet) } });
    const steps: number[] = [];
    const error = await failure(
      broken.generate(request(), {
        onProgress: (event) => event.part === 'sampling' && steps.push(event.step),
      }),
    );
    expect(error.code).toBe('ENGINE_FAILED');
    expect(steps).toEqual([]);
    await broken.dispose();
  });

  it('a decoder whose picture is not finite', async () => {
    const broken = await openVariant('blinding', {
      files: { 'vae_decoder/model.onnx': writeOnnx(toyDecoder(1e39)) },
    });
    expect((await failure(broken.generate(request()))).code).toBe('ENGINE_FAILED');
    await broken.dispose();
  });

  it('to go on once cancelled, after the step that runs', async () => {
    const controller = new AbortController();
    const steps: number[] = [];
    const error = await failure(
      engine.generate(request({ steps: 50 }), {
        signal: controller.signal,
        onProgress: (event) => {
          if (event.part === 'sampling') steps.push(event.step);
          if (steps.length === 3) controller.abort();
        },
      }),
    );
    expect(error.code).toBe('CANCELLED');
    expect(steps).toEqual([1, 2, 3]);
    expect((await engine.generate(request())).rgb).toHaveLength(64 * 64 * 3);
  });

  it('notices a cancel that comes from outside while it samples', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const error = await failure(engine.generate(request({ steps: 1000 }), { signal: controller.signal }));
    expect(error.code).toBe('CANCELLED');
  });
});

describe('createEngine', () => {
  it('refuses a provider that this machine lacks instead of falling back', async () => {
    const error = await failure(createEngine({ packFolder: join(root, 'toy'), provider: 'coreml' }));
    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
    expect(error.advice).toContain('cpu');
  });

  it('stops loading once cancelled', async () => {
    const error = await failure(createEngine({ packFolder: join(root, 'toy'), signal: AbortSignal.abort() }));
    expect(error.code).toBe('CANCELLED');
  });

  it('refuses threads that make no sense', async () => {
    expect((await failure(createEngine({ packFolder: join(root, 'toy'), threads: 0 }))).code).toBe(
      'REQUEST_INVALID',
    );
  });

  it.each<[string, ToyPackOptions, string]>([
    [
      'a model that ONNX Runtime cannot load',
      {
        files: {
          'unet/model.onnx': writeOnnx({
            inputs: [{ name: 'sample', type: 1, dims: [1] }],
            outputs: [{ name: 'out_sample', type: 1, dims: [1] }],
            nodes: [{ operator: 'MatMul', inputs: ['sample', 'nothing'], outputs: ['out_sample'] }],
          }),
        },
      },
      'PACK_MODEL_INVALID',
    ],
    [
      'a model with an operator that packs may not use',
      {
        files: {
          'unet/model.onnx': writeOnnx({
            inputs: [{ name: 'sample', type: 1, dims: [1] }],
            outputs: [{ name: 'out_sample', type: 1, dims: [1] }],
            nodes: [{ operator: 'RandomNormalLike', inputs: ['sample'], outputs: ['out_sample'] }],
          }),
        },
      },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet that lacks a condition of the manifest',
      { files: { 'unet/model.onnx': writeOnnx(toyUnet(['text', 'class'])) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet with a condition that the manifest lacks',
      { conditions: ['text'], files: { 'unet/model.onnx': writeOnnx(toyUnet(['text', 'class'])) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet that lacks the mask of a pack that inpaints',
      {
        conditions: ['layout', 'inpaint'],
        files: { 'unet/model.onnx': writeOnnx(without(toyUnet(['layout', 'inpaint']), 'inpaint_mask')) },
      },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet with a degradation of which the manifest says nothing',
      { conditions: ['layout'], files: { 'unet/model.onnx': writeOnnx(toyUnet(['layout', 'degraded'])) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet of a precision that cannot be fed',
      { files: { 'unet/model.onnx': writeOnnx(halfPrecision(toyUnet(['text', 'class', 'layout']))) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a UNet with an input nobody knows',
      { files: { 'unet/model.onnx': writeOnnx(withInput(toyUnet(['text', 'class', 'layout']), 'mask')) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a decoder that takes more than a latent',
      { files: { 'vae_decoder/model.onnx': writeOnnx(withInput(toyDecoder(), 'noise')) } },
      'PACK_MODEL_INVALID',
    ],
    [
      'a tokenizer that is none',
      { files: { 'tokenizer/tokenizer.json': new TextEncoder().encode('{"model": 1}') } },
      'PACK_MANIFEST_INVALID',
    ],
    [
      'a scheduler nobody knows',
      { files: { 'scheduler/scheduler_config.json': new TextEncoder().encode('{"_class_name": "Magic"}') } },
      'PACK_MANIFEST_INVALID',
    ],
  ])('refuses %s', async (name, options, code) => {
    const error = await failure(openVariant(name.replaceAll(' ', '-'), options));
    expect(error.code).toBe(code);
    expect(error.advice).not.toBe('');
  });

  it('answers a picture that the decoder cannot make with a code, not a crash', async () => {
    const decoder = toyDecoder();
    const scales = decoder.initializers?.find((tensor) => tensor.name === 'scales');
    if (scales) Object.assign(scales, { dims: [5], raw: new Uint8Array(new Float32Array(5).fill(8).buffer) });
    const outcome = await openVariant('five-scales', {
      files: { 'vae_decoder/model.onnx': writeOnnx(decoder) },
    }).then(
      async (opened) => {
        const error = await failure(opened.generate(request()));
        await opened.dispose();
        return error.code;
      },
      (error: unknown) => (error as UmberError).code,
    );
    expect(['ENGINE_FAILED', 'PACK_MODEL_INVALID']).toContain(outcome);
  });

  it('does not paint once it is let go', async () => {
    const second = await openVariant('second', {});
    await second.dispose();
    expect((await failure(second.generate(request()))).code).toBe('INTERNAL');
  });
});
