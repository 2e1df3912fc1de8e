import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import { listPacks } from '../engine/index.ts';
import { findPack, packFolders } from './find-pack.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'umber-find-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function breakPack(name: string): string {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, 'umber.json'), '{');
  return join(root, name);
}

function toyPack(name: string): string {
  writeToyPack(join(root, name), { manifest: (manifest) => (manifest.name = name) });
  return join(root, name);
}

describe('findPack', () => {
  it('takes the first pack that can be used where none is named', async () => {
    breakPack('a-broken');
    const fine = toyPack('b-fine');
    toyPack('c-fine');
    expect(await findPack(undefined, { folders: [root] })).toBe(fine);
  });

  it('takes the one that the index of its folder lists first', async () => {
    toyPack('a-teacher');
    const student = toyPack('b-student');
    writeFileSync(join(root, 'index.json'), '["gone", "b-student", "a-teacher"]');
    expect(await findPack(undefined, { folders: [root] })).toBe(student);
    const names = (await listPacks([root])).map(({ pack }) => pack?.manifest.name);
    expect(names).toEqual(['b-student', 'a-teacher']);
  });

  it('takes a broken one where there is no other, so that its fault is told', async () => {
    const broken = breakPack('broken');
    expect(await findPack(undefined, { folders: [root] })).toBe(broken);
  });

  it('finds packs by name in every folder, and by path', async () => {
    const fine = toyPack('fine');
    expect(await findPack('fine', { folders: [join(root, 'nowhere'), root] })).toBe(fine);
    expect(await findPack(`${root}/fine`, { folders: [] })).toBe(resolve(fine));
  });

  it('finds, of several packs of one name, the one of a hash', async () => {
    const newer = { name: 'toy', title: 'Newer' };
    writeToyPack(join(root, 'a'), { manifest: (manifest) => Object.assign(manifest, newer) });
    writeToyPack(join(root, 'b'));
    const [first, second] = (await listPacks([root])).map(({ pack }) => pack!.hash);
    expect(await findPack('toy', { folders: [root], hash: first })).toBe(join(root, 'a'));
    expect(await findPack('toy', { folders: [root], hash: second })).toBe(join(root, 'b'));
    expect(await findPack('toy', { folders: [root], hash: 'f'.repeat(64) })).toBe(join(root, 'a'));
  });

  it('names the packs that there are when it knows none of that name', async () => {
    toyPack('fine');
    await expect(findPack('moon', { folders: [root] })).rejects.toMatchObject({
      code: 'PACK_NOT_FOUND',
      advice: expect.stringContaining('fine') as string,
    });
    await expect(findPack(undefined, { folders: [] })).rejects.toMatchObject({ code: 'PACK_NOT_FOUND' });
  });
});

describe('packFolders', () => {
  it('has the bundled folder first, then those of UMBER_PACKS', () => {
    const folders = packFolders({ UMBER_PACKS: ['/one', '', '/two'].join(delimiter) });
    expect(folders.slice(1)).toEqual([resolve('/one'), resolve('/two')]);
    expect(folders[0]).toBe(resolve('resources/packs'));
  });
});
