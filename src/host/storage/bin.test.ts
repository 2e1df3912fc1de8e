import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bin } from './bin.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-bin-'))));
afterEach(() => rm(folder, { recursive: true }));

const binFolder = () => join(folder, 'bin');
const openOn = (day: string) => Bin.open(binFolder(), { today: () => day });

async function throwAway(name: string, day: string): Promise<void> {
  await writeFile(join(folder, name), name);
  await (await openOn(day)).put(join(folder, name), name);
}

describe('a bin', () => {
  it('gives things back as they were', async () => {
    await throwAway('a.png', 'Monday');
    const bin = await openOn('Monday');
    expect(await bin.names()).toEqual(['a.png']);
    expect(await bin.restore('a.png', join(folder, 'later', 'b.png'))).toBe(true);
    expect(await readFile(join(folder, 'later', 'b.png'), 'utf8')).toBe('a.png');
    expect(await bin.restore('a.png', join(folder, 'c.png'))).toBe(false);
  });

  it('takes folders', async () => {
    await mkdir(join(folder, 'project'));
    await writeFile(join(folder, 'project', 'journal.log'), 'x');
    const bin = await openOn('Monday');
    await bin.put(join(folder, 'project'), 'project');
    expect(await bin.restore('project', join(folder, 'project'))).toBe(true);
    expect(await readdir(join(folder, 'project'))).toEqual(['journal.log']);
  });

  it('deletes what has been in it on thirty days of work, counted when it is opened', async () => {
    await throwAway('early', 'day 0');
    for (let day = 1; day < 30; day++) {
      // Twice a day counts once.
      await openOn(`day ${day}`);
      await openOn(`day ${day}`);
    }
    await throwAway('late', 'day 29');
    expect((await (await openOn('day 29')).names()).sort()).toEqual(['early', 'late']);
    expect(await (await openOn('day 30')).names()).toEqual(['late']);
  });

  it('loses one day to a clock that jumps by years', async () => {
    await throwAway('a', '2026');
    for (const day of ['2036', '1970', '2026']) await openOn(day);
    expect(await (await openOn('2026')).names()).toEqual(['a']);
  });

  it('begins to count anew where its ledger is lost or damaged', async () => {
    await throwAway('a', 'day 0');
    for (let day = 1; day < 29; day++) await openOn(`day ${day}`);
    await writeFile(join(binFolder(), 'ledger.json'), '{"day":');
    for (let day = 29; day < 50; day++) await openOn(`day ${day}`);
    expect(await (await openOn('day 50')).names()).toEqual(['a']);
  });
});
