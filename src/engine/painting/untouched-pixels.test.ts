import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import { completeRequest } from '../check-request.ts';
import { createEngine, type Engine } from '../engine.ts';
import { readPictureFile } from '../pictures/read-picture-file.ts';
import { readPicture } from '../png/decode-png.ts';
import { encodePng } from '../png/encode-png.ts';

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'umber-untouched-'));
  writeToyPack(folder, { conditions: ['inpaint'] });
  engine = await createEngine({ packFolder: folder, threads: 1 });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true });
});

const size = { width: 93, height: 70 };
const random = createRandom(22);
const rgb = Uint8Array.from({ length: 3 * 93 * 70 }, () => Math.floor(256 * random()));

it('has all bytes of a picture that is saved, opened, saved and opened', async () => {
  const once = await readPictureFile(await encodePng(rgb, size));
  const twice = await readPictureFile(await encodePng(once.rgb, size));
  expect(twice).toMatchObject(size);
  expect(Buffer.compare(once.rgb, rgb)).toBe(0);
  expect(Buffer.compare(twice.rgb, rgb)).toBe(0);
});

it('has in the result’s file all bytes that a mask over one corner does not cover', async () => {
  const { rgb: opened } = await readPictureFile(await encodePng(rgb, size));
  const isCovered = (pixel: number) => pixel % 93 >= 70 && Math.floor(pixel / 93) >= 50;
  const coverage = Uint8Array.from({ length: 93 * 70 }, (_, pixel) => (isCovered(pixel) ? 255 : 0));
  const request = completeRequest(engine.pack.manifest, {
    ...{ ...size, seed: 1, steps: 2 },
    conditions: {
      source: { ...size, rgb: opened, strength: 1 },
      mask: { ...size, coverage, feather: 4, context: 16 },
    },
  });
  const { png } = await engine.generate(request);
  for (const after of [readPicture(png), await readPictureFile(png)]) {
    expect(after).toMatchObject(size);
    const kept = after.rgb.filter((_, at) => !isCovered(Math.floor(at / 3)));
    expect(
      Buffer.compare(
        kept,
        rgb.filter((_, at) => !isCovered(Math.floor(at / 3))),
      ),
    ).toBe(0);
    expect(Buffer.compare(after.rgb, rgb)).not.toBe(0);
  }
});
