import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOnCommandLine, readOpenedFile } from './opened-files.ts';

describe('filesOnCommandLine', () => {
  it('finds what can be opened and passes over the rest', () => {
    expect(
      filesOnCommandLine(
        [
          '/opt/umber.png',
          '.',
          '--data=/x.umber',
          '-v',
          'a.umber',
          '/b/c.PNG',
          'notes.txt',
          '--',
          'd e.webp',
        ],
        '/here',
      ),
    ).toEqual([join('/here', 'a.umber'), '/b/c.PNG', join('/here', 'd e.webp')]);
  });
});

describe('readOpenedFile', () => {
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-opened-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('gives the name and the bytes, and no path', async () => {
    await writeFile(join(folder, 'Hồ.umber'), 'zip');
    const file = await readOpenedFile(join(folder, 'Hồ.umber'));
    expect(file).toEqual({ name: 'Hồ.umber', bytes: new TextEncoder().encode('zip') });
    expect(JSON.stringify(file)).not.toContain(folder);
  });

  it('says in words what cannot be opened, without its folder', async () => {
    await mkdir(join(folder, 'folder.umber'));
    await expect(readOpenedFile(join(folder, 'gone.png'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readOpenedFile(join(folder, 'notes.txt'))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    const error: unknown = await readOpenedFile(join(folder, 'folder.umber')).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(String(error)).not.toContain(folder);
  });
});
