import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { createRandom } from '../../../tests/support/create-random.ts';
import { fingerprint, randomChange } from '../../../tests/support/random-changes.ts';
import {
  addLayer,
  bitmapFromTiles,
  createDocument,
  emptyBitmap,
  History,
  writeRegion,
  type Document,
} from '../../document/index.ts';
import { isUmberError } from '../../shared/errors.ts';
import { decodeProject, encodeProject, verifyProject } from './project-file.ts';
import { readZip } from './read-zip.ts';
import { projectZipLimits } from './project-format.ts';

const name = 'Bergsee “1” /../ 湖';

function paintedDocument(): Document {
  const history = new History(createDocument({ width: 140, height: 90 }));
  for (const kind of ['picture', 'mask', 'semantic'] as const) {
    const { label, patch } = addLayer(history.document, {
      kind,
      name: `a ${kind}`,
      x: -7,
      y: 11,
      opacity: 0.5,
    });
    history.commit(label, patch);
  }
  for (let step = 0; step < 40; step++) history.apply(randomChange(history, step));
  return history.document;
}

describe('a .umber file', () => {
  const document = paintedDocument();
  const saved = { name, revision: 63, document };

  it('gives the document back to the last pixel', async () => {
    const { bytes } = await encodeProject(saved);
    const read = await decodeProject(bytes, { isOurs: false });
    expect(read).toMatchObject({ name, revision: 63, lostLayers: [] });
    expect(fingerprint(read)).toBe(fingerprint(saved));
    await verifyProject(bytes);
  });

  it('is the same for the same document, and does not tell when it was written', async () => {
    const { bytes } = await encodeProject(saved);
    const again = await decodeProject(bytes, { isOurs: true });
    expect(Buffer.from((await encodeProject(again)).bytes).equals(bytes)).toBe(true);
  });

  it('holds no path, and nothing but what it needs', async () => {
    const entries = await readZip((await encodeProject(saved)).bytes, projectZipLimits);
    const layers = document.layers.filter(({ bitmap }) => bitmap.tiles.size > 0);
    expect([...entries.keys()]).toEqual([
      'project.json',
      ...layers.map(({ id }) => `layers/${id}.png`),
      'thumb.png',
    ]);
    const json = Buffer.from(entries.get('project.json')!()).toString();
    expect(json.replaceAll(JSON.stringify(name), '')).not.toMatch(/\/(home|root|tmp|work)|\\\\|:\/\//);
  });

  it('keeps layers that reach far beyond the canvas, and empty ones', async () => {
    const tile = (column: number, row: number, id: number) => ({ column, row, pixels: Uint8Array.of(id) });
    const far = bitmapFromTiles(1, [tile(-2000, 5, 1), tile(0, 0, 2), tile(1999, -2000, 3), tile(63, 64, 4)]);
    const [layer] = createDocument({ width: 8, height: 8 }).layers;
    const wide = createDocument({ width: 8, height: 8 }, [
      { ...layer!, id: 'far', bitmap: far },
      { ...layer!, id: 'empty', bitmap: emptyBitmap(1) },
    ]);
    const { bytes } = await encodeProject({ ...saved, document: wide });
    const read = await decodeProject(bytes, { isOurs: false });
    // Each of the four uniform tiles, and nothing between them.
    expect([...read.document.layers[0]!.bitmap.tiles].sort()).toEqual([...far.tiles].sort());
    expect(read.document.layers[1]!.bitmap.tiles.size).toBe(0);
  });

  it('of a newer version is said to be newer, whatever else is in it', async () => {
    const { bytes } = await encodeProject(saved);
    const file = Buffer.from(bytes);
    const entries = await readZip(file, projectZipLimits);
    const value = JSON.parse(Buffer.from(entries.get('project.json')!()).toString()) as object;
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from(JSON.stringify({ ...value, version: 2, future: [] })), 'project.json');
    zip.end();
    await expect(decodeProject(await buffer(zip.outputStream), { isOurs: false })).rejects.toMatchObject({
      code: 'PROJECT_NEWER',
    });
  });

  it('with classes that are not known yet is said to be newer', async () => {
    const bitmap = writeRegion(emptyBitmap(1), { x: 0, y: 0, width: 2, height: 1 }, Uint8Array.of(1, 250));
    const future = createDocument({ width: 8, height: 8 });
    const { bytes } = await encodeProject({
      ...saved,
      document: { ...future, layers: [{ ...future.layers[0]!, bitmap }] },
    });
    await expect(decodeProject(bytes, { isOurs: false })).rejects.toMatchObject({ code: 'PROJECT_NEWER' });
  });

  it('costs its damaged layer and no other', async () => {
    const { bytes } = await encodeProject(saved);
    const victim = document.layers.findLast(({ bitmap }) => bitmap.tiles.size > 0)!;
    const file = Buffer.from(bytes);
    file[file.indexOf(`layers/${victim.id}.png`) + 80]! ^= 1;
    const read = await decodeProject(file, { isOurs: false });
    expect(read.lostLayers).toEqual([victim.name]);
    expect(read.document.layers.map(({ id }) => id)).toEqual(document.layers.map(({ id }) => id));
    const others = ({ layers, ...fields }: Document) => ({
      document: { ...fields, layers: layers.filter(({ id }) => id !== victim.id) },
    });
    expect(fingerprint(others(read.document))).toBe(fingerprint(others(document)));
    await expect(verifyProject(file)).rejects.toMatchObject({ code: 'PROJECT_DAMAGED' });
  });

  it('cut anywhere gives back every layer that is whole, or is refused with a code', async () => {
    const { bytes } = await encodeProject(saved);
    const file = Buffer.from(bytes);
    const ends = document.layers
      .filter(({ bitmap }) => bitmap.tiles.size > 0)
      .map(({ id }) => file.indexOf(`layers/${id}.png`));
    let salvaged = 0;
    // Every byte would take minutes; a stride of a prime meets every kind of place.
    for (let length = 0; length < file.length; length += 61) {
      try {
        const { lostLayers } = await decodeProject(file.subarray(0, length), { isOurs: true });
        const whole = ends.filter((_, index) => (ends[index + 1] ?? Infinity) <= length).length;
        expect(ends.length - lostLayers.length, `${length}`).toBeGreaterThanOrEqual(whole);
        salvaged++;
      } catch (error) {
        if (!isUmberError(error, 'PROJECT_DAMAGED')) throw error;
      }
    }
    expect(salvaged).toBeGreaterThan(5);
  }, 120_000);

  it('changed at any place gives a document or an error with a code', async () => {
    const { bytes } = await encodeProject(saved);
    const random = createRandom(4);
    for (let round = 0; round < 150; round++) {
      const changed = Uint8Array.from(bytes);
      for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      for (const isOurs of [true, false]) {
        await decodeProject(changed, { isOurs }).catch((error: unknown) => {
          if (!isUmberError(error, 'PROJECT_DAMAGED') && !isUmberError(error, 'PROJECT_NEWER')) throw error;
        });
      }
    }
  }, 120_000);
});
