import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../tests/support/create-random.ts';
import { leaveRunLog } from '../../tests/support/leave-run-log.ts';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import { umberInProcess, type UmberRun } from '../../tests/support/umber-in-process.ts';
import { encodeLayoutPng, readLayout, readPicture, readRecipe } from '../engine/index.ts';
import { readPngChunks } from '../files/png-file.ts';

const tinyPack = join(import.meta.dirname, '../../tests/fixtures/packs/tiny');
const width = 72;
const height = 64;

let root: string;
let photo: string;
let layout: string;

/** A command on the tiny pack, in two steps where it paints. */
function umber(command: string, ...args: string[]): Promise<UmberRun> {
  const steps = command === 'segment' || command === 'evaluate' ? [] : ['--steps', '2', '--seed', '5'];
  return umberInProcess([command, ...args, '--pack', tinyPack, ...steps]);
}

function path(name: string): string {
  return join(root, name);
}

function write(name: string, bytes: Uint8Array): string {
  writeFileSync(path(name), bytes);
  return path(name);
}

/** A grey PNG of the photo's size, unless another is asked for. */
function grey(name: string, value: (x: number, y: number) => number, size = { width, height }): string {
  const data = Uint8Array.from({ length: size.width * size.height }, (_, at) =>
    value(at % size.width, Math.floor(at / size.width)),
  );
  return write(name, encode({ ...size, data, channels: 1 }));
}

/** Sky over grass, with a block of `classId` in the grass where one is named. */
function layoutPng(classId = 8): Uint8Array {
  const classIds = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (y < height / 2) return 1;
    return x < 16 && y >= 48 ? classId : 8;
  });
  return encodeLayoutPng({ width, height, classIds });
}

function rgbAt({ rgb, width: across }: { rgb: Uint8Array; width: number }, x: number, y: number): number[] {
  return [...rgb.subarray(3 * (y * across + x), 3 * (y * across + x) + 3)];
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'umber-tasks-'));
  const random = createRandom(3);
  const data = Uint8Array.from({ length: 3 * width * height }, () => Math.floor(256 * random()));
  photo = write('photo.png', encode({ width, height, data, channels: 3 }));
  layout = write('layout.png', layoutPng());
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('umber img2img', () => {
  it('begins from a picture, at its size, and says how many steps run', async () => {
    const out = path('varied.png');
    const args = [photo, '--strength', '0.5', '--layout', layout, '--prompt', 'a lake', '--out', out];
    const { status, stdout, stderr } = await umber('img2img', ...args);
    expect(stderr).toContain('Strength 0.5: 1 of 2 steps will run.');
    expect(stderr).toContain('Layout in Umber colours');
    expect(stdout).toContain(`varied.png: ${width}×${height}, seed 5,`);
    expect(stdout).toContain('1 step ');
    expect(status).toBe(0);
    const { recipe, source } = readRecipe(readFileSync(out));
    expect(recipe.request.conditions).toMatchObject({
      source: { width, height, strength: 0.5 },
      layout: { width, height },
      text: { prompt: 'a lake' },
    });
    expect(source?.rgb).toEqual(readPicture(readFileSync(photo)).rgb);
    expect((await umberInProcess(['info', out])).stdout).toContain(
      `source    ${width}×${height}, strength 0.5`,
    );
    const replayed = await umberInProcess(['replay', out, '--pack', tinyPack]);
    expect(replayed.stderr).toContain(`It was painted from: source ${width}×${height}, strength 0.5.`);
    expect(replayed.stdout).toContain('identical');
  });

  it('takes a picture of one pixel, and any size', async () => {
    const dot = grey('dot.png', () => 200, { width: 1, height: 1 });
    const { status } = await umber('img2img', dot, '--strength', '1', '--out', path('dot-out.png'));
    expect(status).toBe(0);
    expect(readPicture(readFileSync(path('dot-out.png')))).toMatchObject({ width: 1, height: 1 });
    await umber('img2img', dot, '--size', '65x30', '--out', path('grown.png'));
    expect(readPicture(readFileSync(path('grown.png')))).toMatchObject({ width: 65, height: 30 });
  });

  it('reads what people have, says what of it is lost, and knows a layout when it sees one', async () => {
    const webp = await sharp(photo).ensureAlpha(0.5).webp().toBuffer();
    const seen = await umber('img2img', write('seen-through.webp', webp), '--out', root);
    expect(seen.stderr).toContain('seen-through.webp”: The picture is transparent in places');
    const strokes = await umber('img2img', layout, '--out', root);
    expect(strokes.stderr).toContain('looks like a layout, and is taken as a picture of its colours');
    expect([seen.status, strokes.status]).toEqual([0, 0]);
  });

  it('refuses what is no picture', async () => {
    const files: [string, string][] = [
      [path('nowhere.png'), 'FILE_NOT_FOUND'],
      [root, 'FILE_UNREADABLE'],
      [write('empty.jpg', new Uint8Array(0)), 'FILE_EMPTY'],
      [write('notes.jpg', Buffer.from('notes')), 'PICTURE_UNREADABLE'],
    ];
    for (const [file, code] of files) {
      const { status, stderr } = await umber('img2img', file, '--out', root);
      expect(stderr).toContain(`(${code})`);
      expect(status).toBe(3);
    }
  });

  it('refuses strengths that are none', async () => {
    for (const strength of ['0', '1.5', '-1']) {
      const { status, stderr } = await umber('img2img', photo, '--strength', strength);
      expect(stderr).toContain('(REQUEST_INVALID)');
      expect(status).toBe(2);
    }
    expect((await umber('img2img', photo, '--strength', 'much')).stderr).toContain('Not a number.');
  });
});

describe('umber inpaint', () => {
  const isInside = (x: number, y: number) => x >= 20 && x < 44 && y >= 16 && y < 40;

  it('paints what the mask covers, and keeps all else to the bit', async () => {
    const mask = grey('mask.png', (x, y) => (isInside(x, y) ? 255 : 0));
    const out = path('inpainted.png');
    const { status, stdout, stderr } = await umber('inpaint', photo, '--mask', mask, '--out', out);
    expect(stderr).toContain(`The mask covers 576 pixels of ${width * height}.`);
    expect(stdout).toContain(`0 pixels changed outside the mask, of ${width * height - 576} kept there.`);
    expect(status).toBe(0);
    const [before, after] = [photo, out].map((file) => readPicture(readFileSync(file)));
    let changed = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!isInside(x, y)) expect(rgbAt(after!, x, y)).toEqual(rgbAt(before!, x, y));
        else if (String(rgbAt(after!, x, y)) !== String(rgbAt(before!, x, y))) changed++;
      }
    }
    expect(changed).toBeGreaterThan(400);
    expect((await umberInProcess(['info', out])).stdout).toContain(`mask      ${width}×${height}, feather`);
  });

  it('means the opposite with --invert', async () => {
    const mask = grey('inverse.png', (x, y) => (isInside(x, y) ? 0 : 255));
    const { stderr } = await umber('inpaint', photo, '--mask', mask, '--invert', '--out', root);
    expect(stderr).toContain(`The mask covers 576 pixels of ${width * height}.`);
  });

  it('paints all of a picture where the mask covers it', async () => {
    const { status, stdout, stderr } = await umber(
      ...(['inpaint', photo, '--mask', grey('full.png', () => 255), '--out', root] as const),
    );
    expect(stderr).toContain('all is painted anew');
    expect(stdout).toContain('0 pixels changed outside the mask, of 0 kept there.');
    expect(status).toBe(0);
  });

  it('refuses masks that do not fit', async () => {
    const masks: [string, string, number][] = [
      [grey('small.png', () => 255, { width: 8, height: 8 }), 'is 8×8 pixels, and the picture is', 2],
      [grey('empty.png', () => 0), 'covers nothing', 2],
      [path('nowhere.png'), '(FILE_NOT_FOUND)', 3],
      [root, 'is a folder', 3],
      [write('mask.txt', Buffer.from('mask')), '(PICTURE_NOT_PNG)', 3],
    ];
    for (const [mask, says, exitCode] of masks) {
      const { status, stderr } = await umber('inpaint', photo, '--mask', mask, '--out', root);
      expect(stderr).toContain(says);
      expect(stderr).not.toContain('Loading the pack');
      expect(status).toBe(exitCode);
    }
    expect((await umber('inpaint', photo)).stderr).toContain("required option '--mask <file>'");
    const replaced = await umber('inpaint', photo, '--mask', path('full.png'), '--out', path('full.png'));
    expect(replaced.stderr).toContain('which it is made from');
  });
});

describe('umber outpaint', () => {
  it('goes on beyond the edges', async () => {
    const out = path('wider.png');
    const args = [photo, '--left', '24', '--bottom', '50%', '--layout', layout, '--out', out];
    const { status, stdout } = await umber('outpaint', ...args);
    expect(stdout).toContain('0 pixels changed outside the mask');
    expect(status).toBe(0);
    const [before, after] = [photo, out].map((file) => readPicture(readFileSync(file)));
    expect(after).toMatchObject({ width: width + 24, height: height * 1.5 });
    expect(rgbAt(after!, 24 + 60, 10)).toEqual(rgbAt(before!, 60, 10));
    const carried = readRecipe(readFileSync(out));
    expect(carried.layout).toMatchObject({ width: width + 24, height: height * 1.5 });
    expect(carried.recipe.request.conditions.mask).toMatchObject({ isBeyond: true });
  });

  it('refuses what is too large to be painted before it makes any of it', async () => {
    for (const args of [
      ['outpaint', photo, '--right', '999999'],
      ['img2img', photo, '--size', '999999x999999'],
    ]) {
      const { status, stderr } = await umber(args[0]!, ...args.slice(1));
      expect(stderr).toMatch(/\d{6}×\d+ pixels cannot be painted\./);
      expect(status).toBe(2);
    }
  });

  it('needs a side, and nothing is taken away from one', async () => {
    expect((await umber('outpaint', photo)).stderr).toContain('Nothing is to be added at any side.');
    const { status, stderr } = await umber('outpaint', photo, '--left', '-5');
    expect(stderr).toContain('Not a number of pixels such as 128, nor a share such as 25%.');
    expect(status).toBe(2);
  });
});

describe('umber upscale', () => {
  it('makes a picture larger by a scale or to a size', async () => {
    const sizes: [string[], string][] = [
      [[], `${2 * width}×${2 * height}`],
      [['--scale', '1.5'], `${1.5 * width}×${1.5 * height}`],
      [['--size', '100x80'], '100×80'],
    ];
    for (const [args, size] of sizes) {
      const { status, stdout } = await umber('upscale', photo, ...args, '--out', path('upscaled.png'));
      expect(stdout).toContain(`upscaled.png: ${size}, seed 5,`);
      expect(status).toBe(0);
    }
    expect((await umberInProcess(['info', path('upscaled.png')])).stdout).toContain(
      `degraded  ${width}×${height}, damage`,
    );
  });

  it('refuses to make it smaller, or larger than it can', async () => {
    const refused: [string[], string][] = [
      [['--scale', '1'], 'cannot be enlarged 1 times'],
      [['--scale', '9'], 'cannot be enlarged 9 times'],
      [['--size', '10x10'], '10×10 pixels are no more than'],
      [['--scale', '2', '--size', '200x200'], 'the same thing twice'],
      [['--size', '9000x9000'], '9000×9000 pixels cannot be painted'],
      [['--size', '1000x1000'], 'more than 8 times'],
    ];
    for (const [args, says] of refused) {
      const { status, stderr } = await umber('upscale', photo, ...args);
      expect(stderr).toContain(says);
      expect(status).toBe(2);
    }
  });
});

describe('umber restore', () => {
  it('mends as much as it estimates, or as it is told, and says both', async () => {
    const out = path('mended.png');
    const { status, stderr, stdout } = await umber('restore', photo, '--out', out);
    expect(stderr).toMatch(/It seems blurred by [\d.]+ pixels, with noise of [\d.]+ %: damage [\d.]+ of 1\./);
    expect(stdout).toContain(`mended.png: ${width}×${height}, seed 5,`);
    expect(status).toBe(0);
    const told = await umber('restore', photo, '--strength', '0.25', '--out', out);
    expect(told.stderr).toContain('It is mended as damaged by 0.25.');
    expect(readRecipe(readFileSync(out)).degraded).toMatchObject({ width, height, degradation: 0.25 });
    for (const strength of ['0', '1']) {
      expect((await umber('restore', photo, '--strength', strength, '--out', out)).status).toBe(0);
    }
  });

  it('refuses damage that cannot be', async () => {
    const { status, stderr } = await umber('restore', photo, '--strength', '1.5');
    expect(stderr).toContain('cannot be damaged by 1.5');
    expect(status).toBe(2);
  });
});

describe('umber paint', () => {
  it('repaints with --edit only what changed, with the seed and the words of before', async () => {
    const first = path('first.png');
    const size = `${2 * width}x${2 * height}`;
    await umber('paint', layout, '--prompt', 'a meadow', '--size', size, '--out', first);
    const changed = write('changed.png', layoutPng(13));
    const out = path('second.png');
    const args = ['paint', changed, '--edit', first, '--out', out];
    const { status, stdout, stderr } = await umberInProcess([...args, '--pack', tinyPack]);
    expect(stdout).toContain('seed 5');
    expect(stdout).toContain('0 pixels changed outside the mask');
    expect(stderr).toMatch(/The layout changed in \d+ pixels of/);
    expect(status).toBe(0);
    const { recipe, layout: carried } = readRecipe(readFileSync(out));
    expect(recipe.request).toMatchObject({ steps: 2, conditions: { text: { prompt: 'a meadow' } } });
    expect(carried).toEqual(readLayout(readFileSync(changed)).layout);
    const [before, after] = [first, out].map((file) => readPicture(readFileSync(file)));
    expect(rgbAt(after!, 2 * width - 1, 0)).toEqual(rgbAt(before!, 2 * width - 1, 0));
    expect(after!.rgb).not.toEqual(before!.rgb);
    // The picture stands for the layout in it.
    const same = await umberInProcess(['paint', first, '--edit', first, '--pack', tinyPack]);
    expect(same.stderr).toContain('carries the layout that it was painted from');
    expect(same.stderr).toContain('The layout is the one that');
    expect(same.status).toBe(2);
  });

  it('refuses to edit what carries no layout, or to change its size', async () => {
    expect((await umber('paint', layout, '--edit', photo)).stderr).toContain('(RECIPE_MISSING)');
    expect((await umber('paint', '--prompt', 'x', '--edit', path('first.png'))).status).toBe(2);
    const resized = await umber('paint', layout, '--edit', path('first.png'), '--size', '64x64');
    expect(resized.stderr).toContain('With --edit the picture keeps its size');
  });

  it('paints edges that meet', async () => {
    const out = path('tile.png');
    expect((await umber('paint', layout, '--wrap', 'both', '--size', '96x64', '--out', out)).status).toBe(0);
    expect(readRecipe(readFileSync(out)).recipe.request.wrap).toBe('both');
    expect((await umberInProcess(['info', out])).stdout).toContain('wrap      all edges meet');
  });
});

it('keeps the edges of a panorama together whatever is done to it', async () => {
  const hole = grey('edges-mask.png', (x) => (x < 8 ? 255 : 0));
  const calls = [['img2img'], ['inpaint', '--mask', hole], ['upscale'], ['restore']];
  for (const [command = '', ...rest] of calls) {
    const out = path(`edges-${command}.png`);
    const { status } = await umber(command, photo, ...rest, '--wrap', 'horizontal', '--out', out);
    expect(status, command).toBe(0);
    expect(readRecipe(readFileSync(out)).recipe.request.wrap, command).toBe('horizontal');
  }
  const beyond = await umber('outpaint', photo, '--left', '8', '--wrap', 'horizontal');
  expect(beyond.stderr).toContain("unknown option '--wrap'");
});

describe('umber segment', () => {
  it('writes a layout that paint can read, and says what is in it', async () => {
    const out = path('seen.png');
    const { status, stdout } = await umber('segment', photo, '--out', out);
    expect(stdout).toMatch(/seen\.png: 72×64, [\d.]+ s: \w+ [\d.]+ %/);
    expect(status).toBe(0);
    expect(readLayout(readFileSync(out)).layout).toMatchObject({ width, height });
    await umber('segment', photo, '--out', path('seen'));
    expect(readFileSync(path('seen/photo-layout.png'))).toEqual(readFileSync(out));
  });
});

describe('umber evaluate', () => {
  it('measures pictures against others and against the layouts they carry', async () => {
    const [folder, reference] = [path('results'), path('originals')];
    for (const each of [folder, reference]) mkdirSync(each);
    await umber('paint', layout, '--size', `${width}x${height}`, '--out', join(folder, 'painted.png'));
    writeFileSync(join(folder, 'photo.png'), readFileSync(photo));
    writeFileSync(join(folder, 'torn.png'), readFileSync(photo).subarray(0, 400));
    writeFileSync(join(reference, 'photo.png'), readFileSync(photo));
    writeFileSync(join(reference, 'painted.webp'), await sharp(photo).webp().toBuffer());
    const { status, stdout, stderr } = await umber('evaluate', folder, '--reference', reference);
    expect(stderr).toContain('(PICTURE_TRUNCATED)');
    expect(stdout).toMatch(/^picture +PSNR dB +SSIM +layout kept +mean IoU$/m);
    expect(stdout).toMatch(/^painted\.png +[\d.]+ +-?[\d.]+ +[\d.]+ % +[\d.]+ %$/m);
    expect(stdout).toMatch(/^photo\.png +identical +1\.0000$/m);
    expect(stdout).toMatch(/^torn\.png +PICTURE_TRUNCATED$/m);
    expect(stdout).toMatch(/^(sky|grass) +[\d.]+ % +1$/m);
    expect(status).toBe(8);
    const json = await umber('evaluate', folder, '--reference', reference, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      pictures: [{ file: 'painted.png' }, { file: 'photo.png', isIdentical: true, ssim: 1 }, {}],
    });
  });

  it('keeps what it measured of a picture whose recipe is damaged, or whose layout no pack can check', async () => {
    const [folder, reference] = [path('faulty'), path('sound')];
    for (const each of [folder, reference]) mkdirSync(each);
    await umber('paint', layout, '--size', `${width}x${height}`, '--out', join(folder, 'blind.png'));
    const painted = readFileSync(join(folder, 'blind.png'));
    const broken = Buffer.from(painted);
    broken[broken.indexOf('umber:layout')]! ^= 1;
    writeFileSync(join(folder, 'broken.png'), broken);
    for (const name of ['blind.png', 'broken.png']) writeFileSync(join(reference, name), painted);
    const blind = path('packs/blind');
    writeToyPack(blind);
    const args = ['evaluate', folder, '--reference', reference, '--pack', blind];
    const { status, stdout } = await umberInProcess(args);
    expect(stdout).toMatch(/^blind\.png +identical +1\.0000 +PACK_CONDITION_MISSING$/m);
    expect(stdout).toMatch(/^broken\.png +identical +1\.0000 +RECIPE_INVALID$/m);
    expect(status).toBe(8);
  });

  it('says where there is nothing to measure', async () => {
    expect((await umber('evaluate', path('originals'))).stderr).toContain('None of the 2 pictures');
    expect((await umber('evaluate', path('nowhere'))).status).toBe(3);
    expect((await umber('evaluate', photo)).stderr).toContain('is a file, and no folder');
  });
});

it('umber packs says which tasks a pack can do', async () => {
  const before = process.env.UMBER_PACKS;
  process.env.UMBER_PACKS = join(tinyPack, '..');
  try {
    const { stdout } = await umberInProcess(['packs']);
    expect(stdout).toContain(
      'inpaint and outpaint, as it was taught; upscale and restore, as it was taught; segment',
    );
  } finally {
    if (before === undefined) delete process.env.UMBER_PACKS;
    else process.env.UMBER_PACKS = before;
  }
});

describe('a plain picture', () => {
  it('has the same pixels, and nothing in it of what it was made from', async () => {
    const [carrying, plain] = [path('carrying.png'), path('plain.png')];
    await umber('img2img', photo, '--prompt', 'a secret', '--out', carrying);
    await umber('img2img', photo, '--prompt', 'a secret', '--plain', '--out', plain);
    expect(readPicture(readFileSync(plain))).toEqual(readPicture(readFileSync(carrying)));
    const types = (file: string) => new Set(readPngChunks(readFileSync(file)).map(({ type }) => type));
    expect([...types(carrying)]).toEqual(['IHDR', 'tEXt', 'IDAT', 'IEND']);
    expect([...types(plain)]).toEqual(['IHDR', 'IDAT', 'IEND']);
  });
});

describe('a picture whose process was killed', () => {
  const asked = ['--prompt', 'a lake', '--size', '64x64', '--seed', '4', '--steps', '6', '--pack', tinyPack];

  it('is gone on with by the same command, which leaves nothing beside it', async () => {
    const out = path('killed.png');
    const runLog = path('.killed.png.umber-run');
    const args = ['paint', ...asked, '--out', out];
    await umberInProcess(args);
    const unbroken = readFileSync(out);
    await leaveRunLog(tinyPack, out, runLog, 4);
    expect(existsSync(runLog)).toBe(true);
    const { status, stdout } = await umberInProcess([...args, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pictures: [{ seed: 4, remembered: 4 }] });
    expect(readFileSync(out)).toEqual(unbroken);
    expect(existsSync(runLog)).toBe(false);
  });

  it('leaves neither picture nor run log where it is then stopped with Ctrl-C', async () => {
    const out = path('stopped.png');
    const runLog = path('.stopped.png.umber-run');
    const args = ['paint', ...asked, '--out', out];
    await umberInProcess(args);
    await leaveRunLog(tinyPack, out, runLog, 4);
    const abort = new AbortController();
    const { status } = await umberInProcess(args, abort.signal, (text) => {
      if (text.includes('step 5 of 6')) abort.abort();
    });
    expect(status).toBe(130);
    expect(existsSync(out)).toBe(false);
    expect(existsSync(runLog)).toBe(false);
  });

  it('can leave what there is of it in a folder that was not there yet', async () => {
    const folder = path('new/folder');
    let wasThere = false;
    await umberInProcess(['paint', ...asked, '--out', join(folder, 'lake.png')], undefined, (text) => {
      if (text.includes('step 1 of 6')) wasThere = existsSync(folder);
    });
    expect(wasThere).toBe(true);
  });
});
