import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bin } from './bin.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-bin-'))));
afterEach(() => rm(folder, { recursive: true }));

const open = () => Bin.open(join(folder, 'bin'));

async function throwAway(...names: string[]): Promise<void> {
  for (const name of names) await writeFile(join(folder, name), name);
  await (await open()).put(names.map((name) => ({ path: join(folder, name), name })));
}

describe('a bin', () => {
  it('gives things back as they were', async () => {
    await throwAway('a.png');
    const bin = await open();
    expect(await bin.names()).toEqual(['a.png']);
    expect(await bin.restore('a.png', join(folder, 'later', 'b.png'))).toBe(true);
    expect(await readFile(join(folder, 'later', 'b.png'), 'utf8')).toBe('a.png');
    expect(await bin.restore('a.png', join(folder, 'c.png'))).toBe(false);
  });

  it('takes folders', async () => {
    await mkdir(join(folder, 'project'));
    await writeFile(join(folder, 'project', 'journal.log'), 'x');
    const bin = await open();
    await bin.put([{ path: join(folder, 'project'), name: 'project' }]);
    expect(await bin.restore('project', join(folder, 'project'))).toBe(true);
    expect(await readdir(join(folder, 'project'))).toEqual(['journal.log']);
  });

  it('keeps everything until it is deleted, in the order in which it came', async () => {
    await throwAway('b');
    await throwAway('c', 'a');
    const bin = await open();
    expect(await bin.names()).toEqual(['b', 'c', 'a']);
    expect(bin.removedMs('b')).toBeLessThanOrEqual(bin.removedMs('a')!);
    await bin.delete(['a', 'unknown']);
    expect(await (await open()).names()).toEqual(['b', 'c']);
  });

  it('tells of those that came before one that could not', async () => {
    await writeFile(join(folder, 'a'), 'a');
    const bin = await open();
    const put: string[] = [];
    const things = ['a', 'gone'].map((name) => ({ path: join(folder, name), name }));
    await expect(bin.put(things, (name) => put.push(name))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(put).toEqual(['a']);
    expect((await open()).removedMs('a')).toBeGreaterThan(0);
  });

  it('keeps what it has where its ledger is lost or damaged, and does not know since when', async () => {
    await throwAway('a');
    await writeFile(join(folder, 'bin', 'ledger.json'), '{"day":');
    await throwAway('b');
    const bin = await open();
    expect(await bin.names()).toEqual(['a', 'b']);
    expect(bin.removedMs('a')).toBeUndefined();
  });
});
