import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaveRunLog } from '../../../tests/support/leave-run-log.ts';
import { writeToyPack } from '../../../tests/support/toy-pack.ts';
import { umberInProcess, type UmberRun } from '../../../tests/support/umber-in-process.ts';
import { encodeLayoutPng, readRecipe } from '../../engine/index.ts';

const binary = join(import.meta.dirname, '..', 'umber.mjs');

let root: string;
let pack: string;

interface SummaryLine {
  row: number;
  line?: number;
  file: string;
  state: string;
  seed?: number;
  seconds?: number;
  error?: { code: string; message: string };
}

function batch(list: string, out: string, ...args: string[]): Promise<UmberRun> {
  return umberInProcess(['batch', list, '--out', out, '--pack', pack, ...args]);
}

function newFolder(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(root, name), content);
  return join(root, name);
}

function layoutPng(top = 1): Uint8Array {
  const classIds = new Uint8Array(64 * 64).fill(top).fill(8, 32 * 64);
  return encodeLayoutPng({ width: 64, height: 64, classIds });
}

function summaryOf(folder: string): SummaryLine[] {
  const lines = readFileSync(join(folder, 'batch-summary.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as SummaryLine);
}

function picturesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.jsonl'))
    .sort();
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'umber-batch-'));
  pack = join(root, 'packs', 'toy');
  writeToyPack(pack);
  write('sky.png', layoutPng());
  write('sea.png', layoutPng(12));
  const data = Uint8Array.from({ length: 3 * 64 * 64 }, (_, index) => (index * 7) & 255);
  write('photo.png', encode({ width: 64, height: 64, data, channels: 3 }));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('umber batch', () => {
  it('paints every layout of a folder with the same options, and each once', async () => {
    const folder = newFolder('layouts');
    for (const name of ['b.png', 'a.png', 'notes.txt']) {
      writeFileSync(join(folder, name), name.endsWith('png') ? layoutPng() : 'notes');
    }
    const out = join(root, 'painted');
    const { status, stdout, stderr } = await batch(folder, out, '--seed', '3', '--steps', '2');
    expect(status).toBe(0);
    expect(stdout).toContain('2 made, 0 there already, 0 failed.');
    expect(stderr.match(/Loading the pack/g)).toHaveLength(1);
    expect(picturesIn(out)).toEqual(['a.png', 'b.png']);
    expect(readRecipe(readFileSync(join(out, 'a.png'))).recipe.request).toMatchObject({ seed: 3, steps: 2 });
    expect(summaryOf(out)).toMatchObject([
      { row: 1, file: join(out, 'a.png'), state: 'made', seed: 3 },
      { row: 2, state: 'made' },
    ]);
    const before = statSync(join(out, 'a.png')).mtimeMs;
    const again = await batch(folder, out, '--seed', '3', '--steps', '2');
    expect(again.stdout).toContain('0 made, 2 there already, 0 failed.');
    expect(again.stderr).not.toContain('Loading the pack');
    expect(statSync(join(out, 'a.png')).mtimeMs).toBe(before);
    // What is asked for otherwise, or made from another file, is another picture.
    writeFileSync(join(folder, 'b.png'), layoutPng(12));
    const changed = await batch(folder, out, '--seed', '3', '--steps', '2');
    expect(changed.stdout).toContain('1 made, 1 there already, 0 failed.');
    const otherwise = await batch(folder, out, '--seed', '4', '--steps', '2');
    expect(otherwise.stdout).toContain('2 made, 0 there already, 0 failed.');
  });

  it('reads CSV, one request a row, with paths beside the list; a row that fails stops no other', async () => {
    const list = write(
      'list.csv',
      [
        '\ufefflayout;prompt;count;seed;out;command;picture;strength',
        'sky.png;"a calm; quiet evening";2;7;;;;',
        'gone.png;;;;;;;',
        ';;;;;;;',
        'sea.png;;;;named.png;;;',
        ';;;9;;img2img;photo.png;0.5',
      ].join('\r\n'),
    );
    const out = join(root, 'from-csv');
    const { status, stdout } = await batch(list, out, '--steps', '2');
    expect(stdout).toContain('row 2 (line 3): There is no file “');
    expect(stdout).toContain('3 made, 0 there already, 2 failed.');
    expect(status).toBe(8);
    expect(picturesIn(out)).toEqual(['0001-sky-1.png', '0001-sky-2.png', 'named.png']);
    const second = readRecipe(readFileSync(join(out, '0001-sky-2.png'))).recipe.request;
    expect(second).toMatchObject({
      seed: 8,
      steps: 2,
      conditions: { text: { prompt: 'a calm; quiet evening' } },
    });
    // The toy pack has nothing to turn a picture into a latent with.
    expect(summaryOf(out).at(-1)).toMatchObject({ row: 4, error: { code: 'PACK_CONDITION_MISSING' } });
    const again = await batch(list, out, '--steps', '2');
    expect(again.stdout).toContain('0 made, 3 there already, 2 failed.');
    expect(again.status).toBe(8);
  });

  it('reads JSON, one request a line', async () => {
    const list = write(
      'list.jsonl',
      '{"prompt": "lake", "seed": 1, "guidance": 2}\n\n{"layout": "sky.png", "steps": 3}\n',
    );
    const out = join(root, 'from-json');
    const { status, stdout } = await batch(list, out, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ command: 'batch', made: 2, failed: 0 },
      pictures: [
        { line: 1, file: join(out, '0001-picture.png') },
        { line: 3, file: join(out, '0002-sky.png') },
      ],
    });
  });

  it('says what is wrong with a list, by line, before anything is painted', async () => {
    const lists: [string, string, RegExp][] = [
      ['broken.jsonl', '{"seed": 1, "prompt": "x"}\n{"seed": \n', /1 line cannot be used: line 2: .*JSON/],
      [
        'nested.jsonl',
        '{"prompt": ["a"]}\n[]\n',
        /2 lines .* line 1: “prompt” is neither .*; line 2: not a JSON/,
      ],
      ['unknown.csv', 'layout,promt\nsky.png,x\n', /line 2: paint knows no “promt”/],
      ['other.csv', 'picture,command,mask\nphoto.png,upscale,m.png', /line 2: upscale knows no “mask”/],
      ['command.csv', 'layout,command\nsky.png,draw', /no command for lists is called “draw”/],
      ['value.csv', 'layout,steps\nsky.png,5\nsky.png,many', /line 3: .*steps.* Not a whole number/],
      ['count.csv', 'layout,count\nsky.png,0', /line 2: 0 pictures cannot be painted/],
      ['uneven.csv', 'layout,seed\nsky.png,1,2\n', /line 2: /],
      ['twice.csv', 'layout,out\nsky.png,a.png\nsea.png,a.png', /line 3: two rows are to be “a.png”/],
      ['outside.csv', 'layout,out\nsky.png,../a.png', /no name for a PNG in the folder/],
      ['mask.csv', 'picture,command\nphoto.png,inpaint', /line 2: required option '--mask <file>'/],
      ['nothing.csv', 'layout,seed\n', /holds no requests/],
      ['list.txt', 'sky.png', /neither a folder nor a list/],
    ];
    const out = join(root, 'refused');
    for (const [name, content, says] of lists) {
      const { status, stderr } = await batch(write(name, content), out);
      expect(stderr, name).toMatch(says);
      expect(status, name).toBe(2);
    }
    expect(existsSync(out)).toBe(false);
  });

  it('refuses options that are of no use, and folders that cannot be', async () => {
    const folder = join(root, 'layouts');
    const refused: [string[], RegExp][] = [
      [[folder, '--out', join(root, 'x'), '--mask', 'm.png'], /--mask is of no use for paint/],
      [[folder, '--out', join(root, 'x'), '--stpes', '3'], /unknown option '--stpes'/],
      [[folder, '--out', join(root, 'x.png')], /the name of one/],
      [[folder, '--out', folder], /would lie among those/],
      [[folder], /required option '--out <folder>'/],
      [[newFolder('empty'), '--out', join(root, 'x')], /holds no layouts/],
      [[join(root, 'gone'), '--out', join(root, 'x')], /neither a folder nor a list/],
    ];
    for (const [args, says] of refused) {
      const { status, stderr } = await umberInProcess(['batch', ...args]);
      expect(stderr).toMatch(says);
      expect(status).toBe(2);
    }
  });

  it('takes columns and options in any order for the same, and another pack for another', async () => {
    const out = join(root, 'orders');
    const list = write('orders.csv', 'layout,seed,steps,guidance\nsky.png,1,2,"text=2,layout=3"');
    await batch(list, out);
    write('orders.csv', 'guidance,steps,layout,seed\n"layout=3,text=2",2,sky.png,1');
    expect((await batch(list, out)).stdout).toContain('0 made, 1 there already');
    write('orders.csv', 'layout,steps,seed\nsky.png,2,1');
    expect((await batch(list, out, '--guidance', 'text=2,layout=3')).stdout).toContain('1 there already');
    const manifest = join(pack, 'umber.json');
    const before = readFileSync(manifest);
    // The hash of a manifest is the hash of its pack.
    writeFileSync(manifest, Buffer.concat([before, Buffer.from('\n')]));
    try {
      expect((await batch(list, out, '--guidance', 'text=2,layout=3')).stdout).toContain('1 made');
    } finally {
      writeFileSync(manifest, before);
    }
  });

  it('gives no two pictures names that differ in upper and lower case alone', async () => {
    const list = write('cases.csv', 'layout,out\nsky.png,A.png\nsea.png,a.png');
    const { status, stderr } = await batch(list, join(root, 'cases'));
    expect(stderr).toContain('two rows are to be “a.png”');
    expect(status).toBe(2);
  });

  it('replaces no file that it has not made', async () => {
    const out = newFolder('foreign');
    writeFileSync(join(out, '0001-sky.png'), 'mine');
    const list = write('foreign.csv', 'layout\nsky.png');
    const { status, stdout } = await batch(list, out);
    expect(stdout).toContain('is there, and is not of this batch. (OUTPUT_FAILED)');
    expect(status).toBe(8);
    expect(readFileSync(join(out, '0001-sky.png'), 'utf8')).toBe('mine');
  });

  it('makes a picture again that was cut short afterwards', async () => {
    const out = join(root, 'cut');
    const list = write('cut.csv', 'layout,seed\nsky.png,1');
    await batch(list, out);
    const file = join(out, '0001-sky.png');
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length - 20));
    expect((await batch(list, out)).stdout).toContain('1 made');
    expect(readFileSync(file)).toEqual(whole);
  });

  it('stops at Ctrl-C, and says what is left', async () => {
    const out = join(root, 'stopped');
    const list = write('stopped.csv', 'layout\nsky.png\nsea.png');
    const { status, stderr, stdout } = await umberInProcess(
      ['batch', list, '--out', out, '--pack', pack],
      AbortSignal.abort(),
    );
    expect(stderr).toContain('(CANCELLED)');
    expect(status).toBe(130);
    expect(stdout).toContain('0 made, 0 there already, 0 failed, 2 left.');
    expect(picturesIn(out)).toEqual([]);
  });

  it('goes on after a kill: nothing is painted twice, and nothing is missing', async () => {
    const out = join(root, 'killed');
    const rows = Array.from({ length: 6 }, (_, index) => `sky.png,${index}`);
    const list = write('killed.csv', ['layout,seed', ...rows].join('\n'));
    const args = ['batch', list, '--out', out, '--pack', pack, '--steps', '200', '--threads', '1'];
    const child = spawn(process.execPath, [binary, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('0002-sky.png')) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    const painted = picturesIn(out).filter((name) => !name.startsWith('.'));
    expect(painted.length).toBeGreaterThanOrEqual(2);
    expect(painted.length).toBeLessThan(6);
    const times = painted.map((name) => statSync(join(out, name)).mtimeMs);
    const { status, stdout } = await batch(list, out, '--steps', '200', '--threads', '1');
    expect(status).toBe(0);
    expect(stdout).toContain(`${6 - painted.length} made, ${painted.length} there already, 0 failed.`);
    expect(painted.map((name) => statSync(join(out, name)).mtimeMs)).toEqual(times);
    const seeds = summaryOf(out).map(({ file }) => readRecipe(readFileSync(file)).recipe.request.seed);
    expect(seeds).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('goes on within a row where a kill or Ctrl-C left it, and then leaves nothing of that', async () => {
    const out = join(root, 'half-way');
    const list = write('half-way.csv', 'layout,seed,steps\nsky.png,1,9\nsea.png,2,9');
    await batch(list, out);
    const file = join(out, '0002-sea.png');
    const runLog = join(out, '.0002-sea.png.umber-run');
    const unbroken = readFileSync(file);
    await leaveRunLog(pack, file, runLog, 5);
    expect(picturesIn(out)).toEqual(['.0002-sea.png.umber-run', '0001-sky.png']);
    const stopped = await umberInProcess(['batch', list, '--out', out, '--pack', pack], AbortSignal.abort());
    expect(stopped.status).toBe(130);
    expect(existsSync(runLog)).toBe(true);
    const { status, stdout } = await batch(list, out);
    expect(status).toBe(0);
    expect(stdout).toMatch(/0002-sea\.png: seed 2, [\d.]+ s, went on after step 5\n/);
    expect(summaryOf(out)[1]).toMatchObject({ state: 'made', seed: 2, remembered: 5 });
    expect(readFileSync(file)).toEqual(unbroken);
    expect(picturesIn(out)).toEqual(['0001-sky.png', '0002-sea.png']);
  });

  it('keeps an older picture until the new one is made, and does not take it for that', async () => {
    const out = join(root, 'older');
    const list = write('older.csv', 'layout,seed\nsky.png,1');
    await batch(list, out);
    const file = join(out, '0001-sky.png');
    const older = readFileSync(file);
    const failed = await batch(write('older.csv', 'layout,seed,class\nsky.png,2,moon'), out);
    expect(failed.stdout).toContain('(SCENE_UNKNOWN)');
    expect(readFileSync(file)).toEqual(older);
    // As a kill would leave it: begun, with the older picture still there.
    write('older.csv', 'layout,seed\nsky.png,2');
    await batch(list, out);
    writeFileSync(file, older);
    const journal = join(out, 'batch-journal.jsonl');
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, -1).join('\n')}\n`);
    expect((await batch(list, out)).stdout).toContain('1 made');
    expect(readRecipe(readFileSync(file)).recipe.request.seed).toBe(2);
  });

  it('takes a picture for made whose last line a kill kept out of the journal', async () => {
    const out = join(root, 'torn');
    const list = write('torn.csv', 'layout,seed\nsky.png,1\nsea.png,2');
    await batch(list, out);
    const journal = join(out, 'batch-journal.jsonl');
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    writeFileSync(journal, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 20)}`);
    expect((await batch(list, out)).stdout).toContain('0 made, 2 there already, 0 failed.');
    rmSync(join(out, '0002-sea.png'));
    expect((await batch(list, out)).stdout).toContain('1 made, 1 there already, 0 failed.');
    expect((await batch(list, out)).stdout).toContain('0 made, 2 there already, 0 failed.');
  });
});
