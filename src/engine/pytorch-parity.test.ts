// Parity with PyTorch on the tiny pack: training/export_golden.py writes both sides' common numbers.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { completeRequest } from './check-request.ts';
import { paint } from './generate.ts';
import { loadPack, type LoadedPack } from './load-pack.ts';
import { readPackComponent } from './packs/open-pack.ts';
import type { TensorValue } from './sessions/runtime.ts';
import { createTokenizer } from './text/tokenizer.ts';

const packFolder = fileURLToPath(new URL('../../tests/fixtures/packs/tiny', import.meta.url));

// Measured: below 4e-7. The room is for processors that sum in another order.
const TOLERANCE = 1e-4;

const tensorSchema = z.object({
  shape: z.array(z.number()),
  dtype: z.enum(['float32', 'int64']).default('float32'),
  data: z.string(),
});

const goldenSchema = z.object({
  prompts: z.array(z.object({ text: z.string(), ids: z.array(z.number()) })),
  text: tensorSchema.extend({ ids: z.array(z.number()) }),
  unet: z.object({ inputs: z.record(z.string(), tensorSchema), output: tensorSchema }),
  decode: z.object({ input: tensorSchema, output: tensorSchema }),
  sampled: z.object({
    request: z.object({
      width: z.number(),
      height: z.number(),
      sampler: z.string(),
      guidance: z.object({ text: z.number(), class: z.number(), layout: z.number() }),
      prompt: z.string(),
      negativePrompt: z.string(),
      scene: z.string(),
      layout: z.object({ width: z.number(), height: z.number(), classIds: z.string() }),
    }),
    seed: z.number(),
    steps: z.number(),
    latent: tensorSchema,
  }),
});

type GoldenTensor = z.infer<typeof tensorSchema>;

const golden = goldenSchema.parse(
  JSON.parse(readFileSync(new URL('../../tests/golden/tiny-pack.json', import.meta.url), 'utf8')),
);

let loaded: LoadedPack;

beforeAll(async () => {
  loaded = await loadPack(packFolder, { provider: 'cpu', threads: 1 });
});

afterAll(async () => {
  await loaded.release();
});

function decode({ dtype, shape, data }: GoldenTensor): TensorValue {
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return dtype === 'int64'
    ? { type: 'int64', dims: shape, data: new BigInt64Array(bytes.buffer) }
    : { type: 'float32', dims: shape, data: new Float32Array(bytes.buffer) };
}

/** What the decoder is shown, `[1, C, h, w]`, back in the scale that the network works in. */
function inModelScale(shown: TensorValue | undefined): TensorValue {
  if (shown?.type !== 'float32') throw new Error('not float32');
  const { mean, std } = loaded.pack.manifest.latent;
  const cells = shown.data.length / mean.length;
  const channelOf = (at: number) => Math.floor(at / cells);
  return {
    ...shown,
    data: shown.data.map((value, at) => (value - mean[channelOf(at)]!) / std[channelOf(at)]!),
  };
}

/** Largest difference, relative to the largest value. */
function relativeError(actual: TensorValue | undefined, expected: GoldenTensor): number {
  const wanted = decode(expected);
  if (actual?.type !== 'float32' || wanted.type !== 'float32') throw new Error('not float32');
  expect(actual.data).toHaveLength(wanted.data.length);
  let difference = 0;
  let largest = 0;
  for (const [index, value] of wanted.data.entries()) {
    difference = Math.max(difference, Math.abs(actual.data[index]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

async function runWith(
  session: LoadedPack['unet'],
  feeds: Record<string, TensorValue>,
): Promise<TensorValue | undefined> {
  return (await session.run(feeds))[session.outputs[0]?.name ?? ''];
}

describe('the tiny pack gives what PyTorch gives', () => {
  it('token ids, exactly', async () => {
    const settings = loaded.pack.manifest.conditions.text;
    if (!settings) throw new Error('the tiny pack takes no text');
    const tokenizer = createTokenizer(await readPackComponent(loaded.pack, 'tokenizer'), settings);
    expect(golden.prompts.length).toBeGreaterThan(5);
    for (const { text, ids } of golden.prompts) expect(tokenizer.tokenize(text).ids, text).toEqual(ids);
  });

  it('text embeddings', async () => {
    const prompt = golden.prompts.find(({ ids }) => ids.join() === golden.text.ids.join());
    const embedding = await loaded.text?.encode(prompt?.text ?? '');
    const value: TensorValue | undefined = embedding && { type: 'float32', dims: [], data: embedding.data };
    expect(relativeError(value, golden.text)).toBeLessThan(TOLERANCE);
  });

  it('one call of the UNet', async () => {
    const feeds = Object.fromEntries(
      Object.entries(golden.unet.inputs).map(([name, tensor]) => [name, decode(tensor)]),
    );
    expect(relativeError(await runWith(loaded.unet, feeds), golden.unet.output)).toBeLessThan(TOLERANCE);
  });

  it('one decode', async () => {
    const input = loaded.decoder.inputs[0]?.name ?? '';
    const picture = await runWith(loaded.decoder, { [input]: decode(golden.decode.input) });
    expect(relativeError(picture, golden.decode.output)).toBeLessThan(TOLERANCE);
  });

  it('a whole sampled latent, with guidance', async () => {
    const { request, seed, steps, latent } = golden.sampled;
    const { prompt, negativePrompt, scene, layout, ...settings } = request;
    const classIds = new Uint8Array(Buffer.from(layout.classIds, 'base64'));
    const asked = completeRequest(loaded.pack.manifest, {
      ...settings,
      seed,
      steps,
      conditions: {
        text: { prompt, negativePrompt },
        class: { scene },
        layout: { width: layout.width, height: layout.height, classIds },
      },
    });
    const shown: (TensorValue | undefined)[] = [];
    const decoder: LoadedPack['decoder'] = {
      ...loaded.decoder,
      run(feeds) {
        shown.push(...Object.values(feeds));
        return loaded.decoder.run(feeds);
      },
    };
    await paint({ ...loaded, decoder }, { provider: 'cpu', threads: 1 }, asked);
    expect(shown).toHaveLength(1);
    expect(relativeError(inModelScale(shown[0]), latent)).toBeLessThan(TOLERANCE);
  });
});
