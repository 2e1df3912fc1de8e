import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tinyRequest } from '../../../tests/support/tiny-pack.ts';
import { readPixels } from './read-pixels.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-pixels-'))));
afterEach(() => rm(folder, { recursive: true }));

const size = { width: 4, height: 2 };
const rgb = Uint8Array.from({ length: 24 }, (_, i) => i);
const request = tinyRequest({
  conditions: {
    source: { ...size, rgb: new Uint8Array(), strength: 0.5 },
    mask: { ...size, coverage: new Uint8Array(), feather: 1, context: 2 },
    degraded: { ...size, rgb: new Uint8Array(), degradation: 0.5 },
  },
});

async function inFile(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'pixels');
  await writeFile(path, deflateRawSync(bytes));
  return path;
}

it('puts the pixels of files where they belong, and leaves all else', async () => {
  const { source, degraded } = (await readPixels(request, { degraded: await inFile(rgb) })).conditions;
  expect(degraded).toEqual({ ...size, rgb, degradation: 0.5 });
  expect(source).toBe(request.conditions.source);
  const masked = await readPixels(request, { mask: await inFile(rgb.subarray(0, 8)) });
  expect(masked.conditions.mask?.coverage).toEqual(rgb.subarray(0, 8));
});

it('says so where a file is gone, is none of ours, or holds more than the picture has', async () => {
  const broken = [join(folder, 'gone'), await inFile(new Uint8Array(25)), join(folder, 'text')];
  await writeFile(broken[2]!, 'no pixels');
  for (const source of broken) {
    await expect(readPixels(request, { source })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  }
});
