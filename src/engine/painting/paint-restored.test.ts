import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixturePacks } from '../../../tests/support/tiny-pack.ts';
import { floats, intsAttribute, writeOnnx, type OnnxModel } from '../../../tests/support/write-onnx.ts';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import { blurOfEnlarging, damageLevel } from '../../shared/damage-level.ts';
import type { Size } from '../../shared/size.ts';
import { completeRequest } from '../check-request.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { GenerationResult } from '../generate.ts';
import { comparePictures } from '../pictures/compare-pictures.ts';
import { resampleAcross, resampleDown, shrinkingTaps } from '../pictures/resampling.ts';
import { replayPicture } from '../replay.ts';

/** Every cell is a mixture of its pixels. */
const toyEncoder: OnnxModel = {
  inputs: [{ name: 'sample', type: 1, dims: ['batch', 3, 'height', 'width'] }],
  outputs: [{ name: 'latent_parameters', type: 1, dims: ['batch', 4, 'rows', 'columns'] }],
  initializers: [
    {
      name: 'weight',
      dims: [4, 3, 8, 8],
      type: 1,
      raw: floats(Array.from({ length: 768 }, (_, i) => Math.sin(i) / 64)),
    },
  ],
  nodes: [
    {
      operator: 'Conv',
      inputs: ['sample', 'weight'],
      outputs: ['latent_parameters'],
      attributes: [intsAttribute('strides', [8, 8])],
    },
  ],
};

/** A ball on a slope, in colours that a few conditions of a tiny network would not give. */
function draw({ width, height }: Size): Uint8Array {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBall = Math.hypot(x - width / 2, y - height / 2) < height / 4;
      rgb.set([isBall ? 220 : 60, 80 + (90 * y) / height, 70 + (80 * x) / width], 3 * (y * width + x));
    }
  }
  return rgb;
}

function shrink(rgb: Uint8Array, from: Size, to: Size): Uint8Array {
  const narrow = resampleAcross(Float32Array.from(rgb), from.height, shrinkingTaps(from.width, to.width));
  const rows = { from: [0, from.height], to: [0, to.height] } as const;
  return Uint8Array.from(
    resampleDown(narrow, { taps: shrinkingTaps(from.height, to.height), ...rows }),
    Math.round,
  );
}

describe('restoring with a pack that was taught it', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ packFolder: join(fixturePacks, 'tiny'), threads: 1 });
  });
  afterAll(() => engine.dispose());

  const restore = (small: Size, size: Size, degradation: number, seed = 7): Promise<GenerationResult> =>
    engine.generate(
      completeRequest(engine.pack.manifest, {
        ...{ ...size, seed },
        conditions: { degraded: { ...small, rgb: draw(small), degradation } },
      }),
    );

  it.each([
    [
      { width: 32, height: 24 },
      { width: 64, height: 48 },
    ],
    [
      { width: 24, height: 16 },
      { width: 96, height: 64 },
    ],
    [
      { width: 33, height: 21 },
      { width: 80, height: 71 },
    ],
    [
      { width: 1, height: 1 },
      { width: 8, height: 8 },
    ],
  ])('enlarges %o to %o, and shrunk again it is the same', async (small, size) => {
    const level = damageLevel(blurOfEnlarging(size.width / small.width), 0);
    const result = await restore(small, size, level);
    expect(result).toMatchObject({ ...size, warnings: [] });
    expect(result.rgb.length).toBe(3 * size.width * size.height);
    const again = shrink(result.rgb, size, small);
    const known = draw(small);
    expect(comparePictures(again, known).meanDifference).toBeLessThan(1);
    expect(again.filter((value, i) => Math.abs(value - known[i]!) > 2).length).toBeLessThan(
      0.02 * again.length,
    );
  });

  it('enlarges eight times and no more on either side, and says how to', async () => {
    const small = { width: 8, height: 16 };
    expect(await restore(small, { width: 64, height: 128 }, 0.7)).toMatchObject({ width: 64, height: 128 });
    for (const size of [
      { width: 65, height: 128 },
      { width: 16, height: 129 },
    ]) {
      await expect(restore(small, size, 0.7)).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        advice: expect.stringContaining('two goes') as string,
      });
    }
  });

  it('takes a picture that is larger than what is asked for', async () => {
    const result = await restore({ width: 100, height: 80 }, { width: 64, height: 51 }, 0.2);
    expect(result).toMatchObject({ width: 64, height: 51 });
  });

  it('keeps the colours of a picture that it restores at its own size', async () => {
    const size = { width: 64, height: 64 };
    const { rgb } = await restore(size, size, damageLevel(1.5, 0));
    const corner = { width: 8, height: 8 };
    const [colours, expected] = [shrink(rgb, size, corner), shrink(draw(size), size, corner)];
    expect(comparePictures(colours, expected).meanDifference).toBeLessThan(1);
  });

  it('paints the same again, and from its own PNG', async () => {
    const small = { width: 32, height: 24 };
    const size = { width: 64, height: 48 };
    const first = await restore(small, size, 0.25);
    expect((await restore(small, size, 0.25)).png).toEqual(first.png);
    expect((await restore(small, size, 0.25, 8)).rgb).not.toEqual(first.rgb);
    const report = await replayPicture(engine, first.png);
    expect(report).toMatchObject({ isIdentical: true, isAltered: false, differences: [] });
  });

  it('takes few steps where none are asked for', () => {
    const degraded = { width: 1, height: 1, rgb: new Uint8Array(3), degradation: 0.5 };
    const { manifest } = engine.pack;
    expect(completeRequest(manifest, { seed: 1, conditions: { degraded } }).steps).toBe(4);
    expect(completeRequest(manifest, { seed: 1, steps: 9, conditions: { degraded } }).steps).toBe(9);
  });
});

describe('restoring with a pack that was not', () => {
  it('begins from the enlarged picture, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umber-restored-'));
    writeToyPack(folder, {
      conditions: ['text'],
      files: { 'vae_encoder/model.onnx': writeOnnx(toyEncoder) },
      manifest: (manifest) => (manifest.components.vaeEncoder = 'vae_encoder/model.onnx'),
    });
    const engine = await createEngine({ packFolder: folder, threads: 1 });
    const small = { width: 32, height: 32 };
    const conditions = { degraded: { ...small, rgb: draw(small), degradation: 0.25 } };
    const request = completeRequest(engine.pack.manifest, { width: 64, height: 64, seed: 1, conditions });
    const result = await engine.generate(request);
    expect(result.warnings.map(({ code }) => code)).toEqual(['DEGRADED_BY_STRENGTH']);
    const again = shrink(result.rgb, { width: 64, height: 64 }, small);
    expect(comparePictures(again, draw(small)).meanDifference).toBeLessThan(1);
    await engine.dispose();
    rmSync(folder, { recursive: true });
  });
});
