import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRoom, openDestination, savePicture } from './picture-paths.ts';

const png = Buffer.from('a picture');
let root: string;
let layout: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'umber-paths-'));
  layout = join(root, 'layout.png');
  writeFileSync(layout, 'a layout');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('openDestination', () => {
  it('takes a name in .png as a file, and anything else, or a folder of whatever name, as a folder', async () => {
    const odd = join(root, 'folder.png');
    mkdirSync(odd);
    expect(await openDestination(join(root, 'a.PNG'), [layout])).toMatchObject({ kind: 'file' });
    expect(await openDestination(join(root, 'new'), [layout])).toMatchObject({
      kind: 'folder',
      stem: 'layout',
    });
    expect(await openDestination(odd, [layout])).toMatchObject({ kind: 'folder' });
    expect(await openDestination(`${join(root, 'b.png')}/`, [layout])).toMatchObject({ kind: 'folder' });
    expect(await openDestination(undefined)).toEqual({
      ...{ kind: 'folder', path: '.', stem: 'picture' },
    });
    expect(readdirSync(root).sort()).toEqual(['folder.png', 'layout.png']);
  });

  it('never replaces the file that the picture is made from, by whatever name', async () => {
    const link = join(root, 'link.png');
    linkSync(layout, link);
    for (const out of [layout, join(root, '.', 'layout.png'), link]) {
      await expect(openDestination(out, [layout]), out).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        message: expect.stringContaining('which it is made from') as string,
      });
    }
  });

  it('refuses the names of other formats, and no name', async () => {
    for (const out of ['a.jpg', 'a.JPEG', 'a.webp', '']) {
      await expect(openDestination(out, [layout]), out).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
  });

  it('refuses a place below or in the place of a file', async () => {
    for (const out of [join(layout, 'a.png'), join(layout, 'b', 'c'), `${layout}/`]) {
      await expect(openDestination(out), out).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    }
  });
});

describe('checkRoom', () => {
  it('refuses pictures that would not fit, also in a folder that is not made yet', async () => {
    const destination = await openDestination(join(root, 'new', 'er'), [layout]);
    await checkRoom(destination, 1024);
    await expect(checkRoom(destination, 2 ** 60)).rejects.toMatchObject({ code: 'OUTPUT_DISK_FULL' });
  });
});

describe('savePicture', () => {
  it('makes the folder, and counts names of its own up', async () => {
    const destination = await openDestination(join(root, 'new', 'er'), [layout]);
    expect(existsSync(join(root, 'new'))).toBe(false);
    const paths = await Promise.all(
      [1, 2, 3].map(() => savePicture(destination, { png, label: 7, count: 1 })),
    );
    const names = ['layout-7-2.png', 'layout-7-3.png', 'layout-7.png'];
    expect(readdirSync(join(root, 'new', 'er')).sort()).toEqual(names);
    expect(paths.sort()).toEqual(names.map((name) => join(root, 'new', 'er', name)));
  });

  it('replaces a file that was named, and puts the seed into the names of several, which replace none', async () => {
    const out = join(root, 'out.png');
    writeFileSync(out, 'old');
    const destination = await openDestination(out, [layout]);
    expect(await savePicture(destination, { png, label: 7, count: 1 })).toBe(out);
    expect(readFileSync(out)).toEqual(png);
    for (const name of ['out-7.png', 'out-7-2.png']) {
      expect(await savePicture(destination, { png, label: 7, count: 2 })).toBe(join(root, name));
    }
  });
});
