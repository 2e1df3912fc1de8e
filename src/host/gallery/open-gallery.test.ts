import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs, diskFaults } from '../../../tests/support/faulty-fs.ts';
import { recipePicture } from '../../../tests/support/recipe-picture.ts';
import { readPngChunks, readText } from '../../files/png-file.ts';
import { isUmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import { RECIPE_KEYWORD } from '../../shared/recipe.ts';
import { nodeFs, type Fs } from '../storage/fs.ts';
import { openGallery, type Gallery } from './open-gallery.ts';

let dataFolder = '';
let events: HostEvent[] = [];
let gallery: Gallery;
const emit = (event: HostEvent) => void events.push(event);
const reopen = async (): Promise<Gallery> => {
  await gallery.close();
  gallery = await openGallery({ dataFolder, emit });
  await gallery.settled;
  return gallery;
};

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'umber-gallery-'));
  events = [];
  gallery = await openGallery({ dataFolder, emit });
});
afterEach(async () => {
  await gallery.close();
  await rm(dataFolder, { recursive: true });
});

const page = (query: object = {}) => gallery.handlers['gallery.page']({ offset: 0, limit: 500, ...query });
const idsOf = async (query: object = {}) => (await page(query)).items.map(({ id }) => id);
const indexFile = () => join(dataFolder, 'cache', 'gallery.sqlite');

async function pictureFiles(): Promise<string[]> {
  const names = await readdir(join(dataFolder, 'pictures'), { recursive: true });
  return names.filter((name) => name.endsWith('.png')).map((name) => join(dataFolder, 'pictures', name));
}

describe('the gallery', () => {
  it('lists what is added, newest first, with the picture, its recipe and a small one', async () => {
    const png = recipePicture({ prompt: 'mountains at dawn', seed: 7 });
    const item = await gallery.add(png, { projectId: 'p1' });
    expect(item).toMatchObject({
      prompt: 'mountains at dawn',
      pack: 'tiny',
      seed: 7,
      width: 16,
      height: 8,
      isStarred: false,
      projectId: 'p1',
    });
    const second = await gallery.add(recipePicture({ seed: 8 }), {});
    expect(await page()).toEqual({ total: 2, items: [second, item].sort(newestFirst) });
    const picture = await gallery.handlers['gallery.picture']({ id: item.id });
    expect(picture.item).toEqual(item);
    expect(picture.recipe?.request).toMatchObject({ seed: 7, steps: 2, sampler: 'euler' });
    const recipeIn = (bytes: Uint8Array) => readText(readPngChunks(bytes), RECIPE_KEYWORD);
    expect(recipeIn(picture.bytes)).toBe(recipeIn(png));
    const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
    expect(await pixels(picture.bytes)).toEqual(await pixels(png));
    const { bytes } = await gallery.handlers['gallery.thumbnail']({ id: item.id });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 16 });
    expect(events).toContainEqual({ kind: 'galleryChanged' });
    expect((await stat((await pictureFiles())[0]!)).mode & 0o777).toBe(0o600);
  });

  it('takes a picture once, however often it is added under one id', async () => {
    const first = await gallery.add(recipePicture(), { id: 'job1' });
    expect(await gallery.add(recipePicture(), { id: 'job1' })).toEqual(first);
    await gallery.close();
    await rm(indexFile());
    gallery = await openGallery({ dataFolder, emit });
    expect(await gallery.add(recipePicture(), { id: 'job1' })).toEqual(first);
    expect(await pictureFiles()).toHaveLength(1);
  });

  it('refuses what carries no recipe, and what is no picture', async () => {
    const plain = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await expect(gallery.add(plain, {})).rejects.toMatchObject({ code: 'RECIPE_MISSING' });
    await expect(gallery.add(Buffer.from('GIF89a'), {})).rejects.toMatchObject({ code: 'PICTURE_NOT_PNG' });
    expect(await pictureFiles()).toEqual([]);
  });

  it('finds by the beginnings of words, without regard to marks and capitals', async () => {
    const lake = await gallery.add(recipePicture({ prompt: 'Bergsee, mountain LAKE at dawn' }), {});
    const hill = await gallery.add(recipePicture({ prompt: 'Đồi núi và hồ nước' }), {});
    const none = await gallery.add(recipePicture({ prompt: '' }), {});
    const found = async (words: string) => (await idsOf({ words })).sort();
    expect(await found('moun')).toEqual([lake.id]);
    expect(await found('dawn lake')).toEqual([lake.id]);
    expect(await found('doi nuoc')).toEqual([hill.id]);
    expect(await found('ĐỒI')).toEqual([hill.id]);
    expect(await found('ake')).toEqual([]);
    expect(await found('lake sea')).toEqual([]);
    // What SQLite would read as operators are words, or nothing.
    for (const words of [
      '"',
      'lake OR hill',
      'NEAR(lake',
      '*',
      '-lake',
      'prompt:lake',
      "'; DROP TABLE pictures",
    ]) {
      expect(await found(words), words).not.toContain(hill.id);
    }
    expect(await found('-lake')).toEqual([lake.id]);
    expect(await found('***')).toEqual([]);
    expect(await found('  ')).toEqual([lake.id, hill.id, none.id].sort());
  });

  it('filters by pack, project, star and time, and counts what it does not show', async () => {
    const first = await gallery.add(recipePicture({ pack: 'one' }), { projectId: 'p1' });
    const second = await gallery.add(recipePicture({ pack: 'two' }), {});
    await gallery.handlers['gallery.star']({ ids: [second.id], isStarred: true });
    expect(await idsOf({ pack: 'one' })).toEqual([first.id]);
    expect(await idsOf({ projectId: 'p1' })).toEqual([first.id]);
    expect(await idsOf({ isStarred: true })).toEqual([second.id]);
    expect(await idsOf({ isStarred: false })).toEqual([first.id]);
    expect(await idsOf({ beforeMs: first.createdMs })).toEqual([]);
    expect((await idsOf({ sinceMs: first.createdMs })).sort()).toEqual([first.id, second.id].sort());
    expect(await page({ limit: 1, offset: 1 })).toMatchObject({ total: 2, items: [{}] });
  });

  it('stars many at once, and lists all of a search by their ids', async () => {
    const { handlers } = gallery;
    const added = await Promise.all(
      Array.from({ length: 5 }, (_, seed) =>
        gallery.add(recipePicture({ prompt: `hill ${seed}`, seed }), {}),
      ),
    );
    const ids = added.map(({ id }) => id).slice(0, 3);
    await handlers['gallery.star']({ ids: [...ids, 'unknown'], isStarred: true });
    expect((await idsOf({ isStarred: true })).sort()).toEqual(ids.toSorted());
    const query = { offset: 1, limit: 3, words: 'hill' };
    expect((await handlers['gallery.ids'](query)).ids).toEqual((await idsOf({ words: 'hill' })).slice(1, 4));
    await handlers['gallery.star']({ ids, isStarred: false });
    await reopen();
    expect(await idsOf({ isStarred: true })).toEqual([]);
    await expect(
      gallery.handlers['gallery.star']({ ids: ['unknown'], isStarred: true }),
    ).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
  });

  it('throws away and gives back, star and all', async () => {
    const item = await gallery.add(recipePicture(), { projectId: 'p1' });
    const { handlers } = gallery;
    await handlers['gallery.star']({ ids: [item.id], isStarred: true });
    await handlers['gallery.remove']({ ids: [item.id, 'unknown'] });
    expect(await page()).toEqual({ total: 0, items: [] });
    await expect(handlers['gallery.picture']({ id: item.id })).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
    await reopen();
    await gallery.handlers['gallery.restore']({ ids: [item.id] });
    expect(await page()).toEqual({ total: 1, items: [{ ...item, isStarred: true }] });
    await expect(gallery.handlers['gallery.restore']({ ids: ['unknown'] })).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
  });
});

describe('the bin of the gallery', () => {
  const binned = (query: object = {}) => page({ isBinned: true, ...query });

  it('shows what was removed, the last first, and gives it back or deletes it for good', async () => {
    const { handlers } = gallery;
    expect(await binned()).toEqual({ total: 0, items: [] });
    const [lake, hill, sea] = await Promise.all(
      ['lake', 'hill', 'sea'].map((prompt) => gallery.add(recipePicture({ prompt }), {})),
    );
    await handlers['gallery.star']({ ids: [hill!.id], isStarred: true });
    await handlers['gallery.remove']({ ids: [lake!.id] });
    await handlers['gallery.remove']({ ids: [hill!.id, sea!.id] });
    const { total, items } = await binned();
    expect([total, items.map(({ id }) => id)]).toEqual([3, [sea!.id, hill!.id, lake!.id]]);
    expect(Date.now() - items[0]!.removedMs!).toBeLessThan(60_000);
    expect((await binned({ words: 'hil' })).items.map(({ id }) => id)).toEqual([hill!.id]);
    const query = { offset: 1, limit: 9, isBinned: true };
    expect((await handlers['gallery.ids'](query)).ids).toEqual([hill!.id, lake!.id]);
    const { bytes } = await handlers['gallery.thumbnail']({ id: lake!.id });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp' });

    const seen = await handlers['gallery.picture']({ id: lake!.id, isBinned: true });
    expect(seen.item).toMatchObject({ id: lake!.id, prompt: 'lake' });
    expect(seen.recipe).toMatchObject({ request: { conditions: { text: { prompt: 'lake' } } } });
    // Whoever does not ask for the bin is not given what was thrown away.
    for (const asked of [{ id: lake!.id }, { id: 'unknown', isBinned: true }]) {
      await expect(handlers['gallery.picture'](asked)).rejects.toMatchObject({
        code: 'GALLERY_PICTURE_NOT_FOUND',
      });
    }

    await handlers['gallery.delete']({ ids: [lake!.id, 'unknown'] });
    await handlers['gallery.restore']({ ids: [hill!.id] });
    expect((await binned()).items.map(({ id }) => id)).toEqual([sea!.id]);
    expect(await idsOf({ isStarred: true })).toEqual([hill!.id]);
    await expect(handlers['gallery.restore']({ ids: [lake!.id] })).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
    await expect(handlers['gallery.thumbnail']({ id: lake!.id })).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
    await reopen();
    expect((await binned()).items.map(({ id }) => id)).toEqual([sea!.id]);
  });

  it('looks through its files once, and not again for each small picture', async () => {
    const seen: string[] = [];
    const fs: Fs = {
      ...nodeFs,
      readdir: (path) => (seen.push(path), nodeFs.readdir(path)),
      open: (path, flags, mode) => (seen.push(path), nodeFs.open(path, flags, mode)),
    };
    await gallery.close();
    gallery = await openGallery({ dataFolder, emit, fs });
    const { handlers } = gallery;
    const added = await Promise.all([1, 2, 3].map((seed) => gallery.add(recipePicture({ seed }), {})));
    const ids = added.map(({ id }) => id);
    await handlers['gallery.remove']({ ids });
    const folder = join(dataFolder, 'bin', 'pictures');
    const damaged = join(folder, 'x~2026-01~x.png');
    await writeFile(damaged, 'no picture any more');
    expect((await binned()).total).toBe(3);
    seen.length = 0;
    for (const id of ids) await handlers['gallery.thumbnail']({ id });
    expect(seen.filter((path) => path === folder)).toEqual([]);
    expect((await binned()).total).toBe(3);
    expect(seen).not.toContain(damaged);
    await handlers['gallery.delete']({ ids });
    expect((await binned()).total).toBe(0);
    expect(await readFile(damaged, 'utf8')).toBe('no picture any more');
  });

  it('gives back what is there of many, also after some that are not', async () => {
    const { handlers } = gallery;
    const added = await Promise.all([1, 2, 3].map((seed) => gallery.add(recipePicture({ seed }), {})));
    const [first, second, third] = added.map(({ id }) => id);
    await handlers['gallery.remove']({ ids: [first!, second!, third!] });
    await handlers['gallery.delete']({ ids: [second!] });
    await handlers['gallery.restore']({ ids: ['unknown', first!, second!, third!] });
    expect((await idsOf()).sort()).toEqual([first, third].sort());
    expect((await binned()).total).toBe(0);
  });

  it('deletes nothing that is not in it', async () => {
    const { id } = await gallery.add(recipePicture(), {});
    await gallery.handlers['gallery.star']({ ids: [id], isStarred: true });
    await gallery.handlers['gallery.delete']({ ids: [id] });
    expect(await idsOf({ isStarred: true })).toEqual([id]);
    expect(await pictureFiles()).toHaveLength(1);
  });
});

describe('the index', () => {
  it('is made anew from the files, stars included, and is the same', async () => {
    const layoutChunk = { type: 'tEXt', data: Buffer.from(`umber:layout\0${'x'.repeat(200_000)}`) };
    for (let seed = 0; seed < 30; seed++) {
      const png = recipePicture({ prompt: `words ${seed}`, seed }, seed % 3 === 0 ? [layoutChunk] : []);
      const { id } = await gallery.add(png, seed % 2 === 0 ? { projectId: `p${seed}` } : {});
      if (seed % 5 === 0) await gallery.handlers['gallery.star']({ ids: [id], isStarred: true });
    }
    const before = await page();
    expect(before.total).toBe(30);
    expect(await gallery.handlers['gallery.rebuild'](undefined)).toEqual({ total: 30 });
    expect(await page()).toEqual(before);
    await gallery.close();
    await rm(join(dataFolder, 'cache'), { recursive: true });
    gallery = await openGallery({ dataFolder, emit });
    await gallery.settled;
    expect(await page()).toEqual(before);
    await gallery.close();
    await writeFile(indexFile(), 'SQLite format 3\0 and then nonsense'.repeat(100));
    gallery = await openGallery({ dataFolder, emit });
    await gallery.settled;
    expect(await page()).toEqual(before);
    expect(await idsOf({ words: 'words 7' })).toHaveLength(1);
  });

  it('heals itself at the start after files were added, deleted and spoilt by others', async () => {
    const [kept, deleted, spoilt] = await Promise.all(
      ['kept', 'deleted', 'spoilt'].map((prompt) => gallery.add(recipePicture({ prompt }), {})),
    );
    const files = await pictureFiles();
    const fileOf = (id: string) => files.find((file) => file.includes(id))!;
    await gallery.close();
    await rm(fileOf(deleted!.id));
    await writeFile(fileOf(spoilt!.id), 'no picture any more');
    await writeFile(join(dataFolder, 'pictures', 'note.txt'), 'hello');
    const month = join(dataFolder, 'pictures', '2020-01');
    await mkdir(month);
    await copyFile(fileOf(kept!.id), join(month, 'A copy, named by hand.png'));
    await copyFile(fileOf(kept!.id), join(month, `${kept!.id}.png`));
    gallery = await openGallery({ dataFolder, emit });
    await gallery.settled;
    const { total, items } = await page();
    expect(total).toBe(3);
    expect(items.map(({ prompt }) => prompt)).toEqual(['kept', 'kept', 'kept']);
    expect(new Set(items.map(({ id }) => id)).size).toBe(3);
    const again = await reopen().then(() => page());
    expect(again.items.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id).sort());
  });

  it('keeps what is added while the files are looked through', async () => {
    await gallery.close();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const fs: Fs = {
      ...nodeFs,
      async readdir(path) {
        const names = await nodeFs.readdir(path);
        if (path === join(dataFolder, 'pictures')) await held;
        return names;
      },
    };
    gallery = await openGallery({ dataFolder, emit, fs });
    const item = await gallery.add(recipePicture(), {});
    goOn();
    await gallery.settled;
    expect(await page()).toEqual({ total: 1, items: [item] });
  });

  it('forgets a picture whose file is gone when somebody asks for it', async () => {
    const { id } = await gallery.add(recipePicture(), {});
    for (const file of await pictureFiles()) await rm(file);
    await expect(gallery.handlers['gallery.picture']({ id })).rejects.toMatchObject({
      code: 'GALLERY_PICTURE_NOT_FOUND',
    });
    expect(await idsOf()).toEqual([]);
  });
});

describe('adding to a failing disk', () => {
  it('either keeps the picture whole or refuses it with a code, and leaves nothing behind', async () => {
    for (const [code] of diskFaults) {
      for (let failing = 0; ; failing++) {
        const disk = createFaultyFs();
        const folder = join(dataFolder, `${code}-${failing}`);
        const own = await openGallery({ dataFolder: folder, emit, fs: disk.fs });
        await own.settled;
        disk.fail(failing, code);
        const outcome = await own.add(recipePicture(), {}).catch((error: unknown) => error);
        const isDone = disk.calls.length <= failing;
        disk.heal();
        const where = `${code} at ${failing}`;
        await own.close();
        const healed = await openGallery({ dataFolder: folder, emit });
        await healed.settled;
        const { items } = await healed.handlers['gallery.page']({ offset: 0, limit: 9 });
        if (outcome instanceof Error) {
          expect(isUmberError(outcome) && outcome.code.startsWith('OUTPUT_'), where).toBe(true);
          expect(items.length, where).toBeLessThanOrEqual(1);
        } else {
          expect(items, where).toEqual([outcome]);
        }
        for (const { id } of items) {
          const { bytes } = await healed.handlers['gallery.picture']({ id });
          expect(readPngChunks(bytes).at(-1)?.type, where).toBe('IEND');
        }
        await healed.close();
        if (isDone) break;
      }
    }
  }, 120_000);

  it('tells of those that went to the bin before one that could not', async () => {
    let stuck = '';
    const fs: Fs = {
      ...nodeFs,
      rename: (from, to) =>
        stuck !== '' && from.includes(stuck)
          ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
          : nodeFs.rename(from, to),
    };
    await gallery.close();
    gallery = await openGallery({ dataFolder, emit, fs });
    const first = await gallery.add(recipePicture({ seed: 1 }), {});
    const second = await gallery.add(recipePicture({ seed: 2 }), {});
    events.length = 0;
    stuck = second.id;
    const removal = gallery.handlers['gallery.remove']({ ids: [first.id, second.id] });
    await expect(removal).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(events).toEqual([{ kind: 'galleryChanged' }]);
    expect(await idsOf()).toEqual([second.id]);
  });

  it('keeps a star or says that it does not', async () => {
    const disk = createFaultyFs();
    const own = await openGallery({ dataFolder: join(dataFolder, 'stars'), emit, fs: disk.fs });
    const { id } = await own.add(recipePicture(), {});
    disk.fail(0, 'EROFS', { isLasting: true });
    await expect(own.handlers['gallery.star']({ ids: [id], isStarred: true })).rejects.toMatchObject({
      code: 'OUTPUT_READ_ONLY',
    });
    disk.heal();
    expect((await own.handlers['gallery.page']({ offset: 0, limit: 1 })).items[0]?.isStarred).toBe(false);
    await own.handlers['gallery.star']({ ids: [id], isStarred: true });
    await own.close();
    expect((await readFile(join(dataFolder, 'stars', 'pictures', 'stars.log'))).length).toBeGreaterThan(8);
  });
});

function newestFirst(
  first: { createdMs: number; id: string },
  second: { createdMs: number; id: string },
): number {
  return second.createdMs - first.createdMs || (first.id < second.id ? 1 : -1);
}
