import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBuiltPages } from './built-pages.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-pages-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('readBuiltPages', () => {
  it('finds the files that pages are made of, and the first page under the root', async () => {
    await writeFile(join(folder, 'index.html'), '<p>studio');
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'assets', 'main.js'), '1');
    await writeFile(join(folder, 'assets', 'two words.png'), '2');
    const pages = await readBuiltPages(folder);
    expect([...pages.keys()].sort()).toEqual([
      '/',
      '/assets/main.js',
      '/assets/two%20words.png',
      '/index.html',
    ]);
    expect(pages.get('/')?.contentType).toBe('text/html; charset=utf-8');
  });

  it('leaves out links and types that no page is made of', async () => {
    await writeFile(join(folder, 'index.html'), '');
    await writeFile(join(folder, 'drawing.svg'), '<svg onload="alert(1)"/>');
    await writeFile(join(folder, 'main.js.map'), '{}');
    await symlink('/etc/hostname', join(folder, 'linked.js'));
    await symlink('/etc', join(folder, 'etc'));
    expect([...(await readBuiltPages(folder)).keys()].sort()).toEqual(['/', '/index.html']);
  });

  it('says that the pages have to be built where they are not', async () => {
    await expect(readBuiltPages(folder)).rejects.toMatchObject({ code: 'PAGES_NOT_BUILT' });
    await expect(readBuiltPages(join(folder, 'none'))).rejects.toMatchObject({ code: 'PAGES_NOT_BUILT' });
  });
});
