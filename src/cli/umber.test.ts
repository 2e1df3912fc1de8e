import { execFile, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canMount } from '../../tests/support/can-mount.ts';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import { umberInProcess } from '../../tests/support/umber-in-process.ts';
import { encodeLayoutPng, encodePicture, readPicture, readRecipe } from '../engine/index.ts';

const binary = join(import.meta.dirname, 'umber.mjs');
const tinyPack = join(import.meta.dirname, '../../tests/fixtures/packs/tiny');

let root: string;
let layoutFile: string;
let painted: string;

interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  /** Options of Node itself. */
  node?: readonly string[];
  environment?: Record<string, string>;
}

function umber(args: readonly string[], { node = [], environment = {} }: RunOptions = {}): Promise<Run> {
  const env = { ...process.env, UMBER_PACKS: join(root, 'packs'), ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, binary, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code as unknown as number) : 0, stdout, stderr });
    });
  });
}

function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** Sky over grass. */
function layoutBytes(width = 96, height = 64): Uint8Array {
  const classIds = new Uint8Array(width * height).fill(1).fill(8, (width * height) / 2);
  return encodeLayoutPng({ width, height, classIds });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'umber-cli-'));
  vi.stubEnv('UMBER_PACKS', join(root, 'packs'));
  mkdirSync(join(root, 'packs'));
  writeToyPack(join(root, 'packs', 'toy'));
  layoutFile = join(root, 'two-bands.png');
  writeFileSync(layoutFile, layoutBytes());
  painted = join(root, 'painted.png');
  const asked = ['--prompt', 'a calm evening', '--class', 'lake', '--seed', '11', '--threads', '2'];
  const run = await umber(['paint', layoutFile, '--pack', 'toy', ...asked, '--out', painted]);
  if (run.status !== 0) throw new Error(run.stderr);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

describe('umber paint', () => {
  it('writes a picture that carries what was asked for', () => {
    const { recipe, layout } = readRecipe(readFileSync(painted));
    expect(recipe.request).toMatchObject({
      seed: 11,
      sampler: 'euler',
      steps: 4,
      conditions: { text: { prompt: 'a calm evening' }, class: { scene: 'lake' } },
    });
    expect(layout).toMatchObject({ width: 96, height: 64 });
    // The layout's shape, with about the pixels of the pack's 64×64.
    const { width, height } = readPicture(readFileSync(painted));
    expect([width, height]).toEqual([64, 64]);
  });

  it('gives the same pixels for the same request, whatever the file', async () => {
    const out = newFolder('again');
    const args = [
      '--pack',
      'toy',
      '--prompt',
      'a calm evening',
      '--class',
      'lake',
      '--seed',
      '11',
      '--out',
      out,
    ];
    const { status, stdout, stderr } = await umber(['paint', layoutFile, ...args]);
    expect(status).toBe(0);
    const file = join(out, 'two-bands-11.png');
    expect(stdout).toMatch(/two-bands-11\.png: 64×64, seed 11, [\d.]+ s \(text .* decoding .*\)\n$/);
    expect(readPicture(readFileSync(file))).toEqual(readPicture(readFileSync(painted)));
    expect(stderr).toContain('Layout in Umber colours: sky 50 %, grass 50 %.');
    expect(stderr).toContain('Painting 64×64, which suits the pack; the layout is 96×64 and is stretched.');
    expect(stderr).toContain('step 4 of 4');
    expect(stderr).not.toContain('\u001b');
  });

  it('takes every setting, and prints JSON alone on the standard output', async () => {
    const out = newFolder('settings');
    const settings = ['--sampler', 'heun', '--steps', '3', '--guidance', 'text=2,layout=4', '--threads', '1'];
    const more = [
      '--size',
      '96x64',
      '--negative',
      'calm',
      '--seed',
      '7',
      '--count',
      '2',
      '--classes',
      'umber',
    ];
    const { status, stdout, stderr } = await umber([
      'paint',
      layoutFile,
      '--pack',
      join(root, 'packs', 'toy'),
      '--json',
      '--out',
      out,
      ...settings,
      ...more,
    ]);
    expect(status).toBe(0);
    const result = JSON.parse(stdout) as { pictures: { file: string; seed: number }[]; threads: number };
    expect(result.threads).toBe(1);
    expect(result.pictures.map(({ seed }) => seed)).toEqual([7, 8]);
    const { recipe } = readRecipe(readFileSync(result.pictures[1]!.file));
    expect(recipe.request).toMatchObject({
      ...{ width: 96, height: 64, seed: 8, sampler: 'heun', steps: 3 },
      guidance: { text: 2, class: 1.5, layout: 4 },
      conditions: { text: { prompt: '', negativePrompt: 'calm' } },
    });
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.every(({ event }) => event === 'progress' || event === 'note')).toBe(true);
    expect(events).toContainEqual({
      ...{ event: 'progress', part: 'sampling', picture: 2, pictures: 2, step: 3, steps: 3 },
    });
  });

  it('runs where nothing can be kept from one start to the next', async () => {
    const { status, stderr } = await umber(['--version'], { environment: { XDG_CACHE_HOME: '/proc/none' } });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('works from a prompt alone, and never replaces a file that it named itself', async () => {
    const out = newFolder('prompted');
    const args = ['paint', '--prompt', 'calm', '--seed', '1', '--pack', 'toy', '--out', out];
    expect((await umberInProcess(args)).status).toBe(0);
    expect((await umberInProcess([...args, '--guidance', '1'])).status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['picture-1-2.png', 'picture-1.png']);
  });

  it('says how many pixels snapped to the palette, and where the rest went', async () => {
    const rgb = new Uint8Array(40 * 40 * 3).map((_, index) => [100, 180, 238][index % 3]!);
    const file = join(root, 'nearly-sky.png');
    writeFileSync(file, encode({ width: 40, height: 40, data: rgb, channels: 3 }));
    const { stderr } = await umberInProcess(['paint', file, '--pack', 'toy', '--out', newFolder('snapped')]);
    expect(stderr).toContain(
      '1600 pixels (100 %) are off the palette and went to the nearest class: #64b4ee to sky',
    );
  });

  it('stops at Ctrl-C, says so with 130, and leaves no file', async () => {
    const out = newFolder('cancelled');
    const args = [
      'paint',
      layoutFile,
      '--pack',
      'toy',
      '--steps',
      '1000',
      '--size',
      '256x256',
      '--count',
      '50',
    ];
    const child = spawn(process.execPath, [binary, ...args, '--out', out], {
      env: { ...process.env, UMBER_PACKS: join(root, 'packs') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    let isAsked = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (!isAsked && stderr.includes('step 100 of 1000')) {
        isAsked = true;
        child.kill('SIGINT');
      }
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toContain('(CANCELLED)');
    expect(status).toBe(130);
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('the standard streams', () => {
  function spawnPaint(out: string, stdout: 'ignore' | number) {
    const args = ['paint', layoutFile, '--pack', 'toy', '--seed', '1', '--out', out];
    const child = spawn(process.execPath, [binary, ...args], {
      env: { ...process.env, UMBER_PACKS: join(root, 'packs') },
      stdio: ['ignore', stdout, 'pipe'],
    });
    return { child, closed: new Promise((resolve) => child.on('close', resolve)) };
  }

  it('may lose the reader of the progress without losing the picture', async () => {
    const out = newFolder('unread');
    const { child, closed } = spawnPaint(out, 'ignore');
    child.stderr?.once('data', () => child.stderr?.destroy());
    expect(await closed).toBe(0);
    expect(readdirSync(out)).toEqual(['two-bands-1.png']);
  });

  it.runIf(existsSync('/dev/full'))('say with 6 that the result could not be printed', async () => {
    const out = newFolder('unprinted');
    const full = openSync('/dev/full', 'w');
    const { child, closed } = spawnPaint(out, full);
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await closed).toBe(6);
    expect(stderr).toContain('The result could not be printed (ENOSPC). (OUTPUT_FAILED)');
    expect(readdirSync(out)).toEqual(['two-bands-1.png']);
  });
});

describe('umber replay', () => {
  it('says identical, and exits with 0', async () => {
    const { status, stdout } = await umberInProcess(['replay', painted]);
    expect(stdout).toContain('identical, all 4096 pixels.');
    expect(status).toBe(0);
  });

  it('says what differs for a pack of another hash, and exits with 7', async () => {
    const other = join(root, 'other');
    writeToyPack(other, { manifest: (manifest) => (manifest.latent.mean = [0.5, 0, 0, 0]) });
    const { status, stdout } = await umberInProcess(['replay', painted, '--pack', other, '--threads', '1']);
    expect(status).toBe(7);
    expect(stdout).toMatch(/different\.\n {2}\d+ of 4096 pixels, by at most \d+ of 255/);
    expect(stdout).toMatch(/pack hash: [0-9a-f]{64} then, [0-9a-f]{64} now/);
    expect(stdout).toContain('threads: 2 then, 1 now');
    const json = await umberInProcess(['replay', painted, '--pack', other, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      isIdentical: false,
      isAltered: false,
      differences: [{ field: 'pack hash' }],
    });
  });

  it('tells a picture that was changed afterwards, and saves the new one', async () => {
    const { width, height, rgb } = readPicture(readFileSync(painted));
    rgb[0]! ^= 1;
    const changed = join(root, 'changed.png');
    const embedded = readRecipe(readFileSync(painted));
    writeFileSync(changed, await encodePicture(rgb, { width, height }, embedded));
    const out = join(root, 'new.png');
    const { status, stdout } = await umberInProcess(['replay', changed, '--out', out]);
    expect(status).toBe(7);
    expect(stdout).toContain('1 of 4096 pixels, by at most 1 of 255');
    expect(stdout).toContain('The recipe still gives the original picture.');
    expect(readPicture(readFileSync(out))).toEqual(readPicture(readFileSync(painted)));
    expect((await umberInProcess(['info', changed])).stdout).toContain('changed since they were painted');
  });
});

describe('umber info and umber packs', () => {
  it('show the recipe to people and to scripts', async () => {
    const { stdout } = await umberInProcess(['info', painted]);
    expect(stdout).toContain('prompt    a calm evening');
    expect(stdout).toContain('layout    96×64: sky 50 %, grass 50 %');
    expect(stdout).toContain('pixels    as painted');
    const json = JSON.parse((await umberInProcess(['info', painted, '--json'])).stdout) as { recipe: object };
    expect(json.recipe).toEqual(readRecipe(readFileSync(painted)).recipe);
  });

  it('let nothing in a file steer the terminal', async () => {
    const bytes = readFileSync(painted);
    const embedded = readRecipe(bytes);
    embedded.recipe.request.conditions.text = { prompt: '\u001b]0;owned\u0007\u009b2J' };
    const file = join(root, 'hostile.png');
    writeFileSync(file, await encodePicture(readPicture(bytes).rgb, { width: 64, height: 64 }, embedded));
    const { stdout, status } = await umberInProcess(['info', file]);
    expect(status).toBe(0);
    expect(stdout).toContain(']0;owned');
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('list packs, with broken ones and why', async () => {
    const folder = newFolder('more-packs');
    cpSync(join(root, 'packs', 'toy'), join(folder, 'fine'), { recursive: true });
    cpSync(join(root, 'packs', 'toy'), join(folder, 'torn'), { recursive: true });
    rmSync(join(folder, 'torn', 'unet', 'model.onnx'));
    const environment = { UMBER_PACKS: folder };
    const { stdout, status } = await umber(['packs'], { environment });
    expect(status).toBe(0);
    expect(stdout).toContain('toy: Toy\n  takes     text, class, layout');
    expect(stdout).toContain('cannot be used');
    expect(stdout).toContain('(PACK_FILE_MISSING)');
    const json = JSON.parse((await umber(['packs', '--json'], { environment })).stdout) as {
      packs: object[];
    };
    expect(json.packs).toContainEqual(
      expect.objectContaining({ name: 'toy', takes: ['text', 'class', 'layout'] }),
    );
  });
});

describe('wrong input', () => {
  /** A PNG whose header claims a size; the rest is nearly nothing. */
  function claimedSize(width: number, height: number): Uint8Array {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2], 8);
    const chunk = (type: string, data: Buffer): Buffer => {
      const bytes = Buffer.alloc(12 + data.length);
      bytes.writeUInt32BE(data.length, 0);
      bytes.write(type, 4, 'latin1');
      data.copy(bytes, 8);
      bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + data.length);
      return bytes;
    };
    const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    const pixels = deflateSync(Buffer.alloc(9));
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  const files: Record<string, { bytes: () => Uint8Array; code: string; says: RegExp }> = {
    'a file that is no PNG': {
      bytes: () => Buffer.from('hello'),
      code: 'PICTURE_NOT_PNG',
      says: /not a PNG/,
    },
    'an empty file': { bytes: () => Buffer.alloc(0), code: 'FILE_EMPTY', says: /is empty/ },
    'a truncated PNG': {
      bytes: () => layoutBytes().subarray(0, -20),
      code: 'PICTURE_TRUNCATED',
      says: /cut short/,
    },
    'a picture of 0×0': { bytes: () => claimedSize(0, 0), code: 'PICTURE_SIZE', says: /0×0 pixels/ },
    'a picture of 20000×20000': {
      bytes: () => claimedSize(20000, 20000),
      code: 'PICTURE_SIZE',
      says: /20000×20000 pixels/,
    },
    'a layout with nothing in it': {
      bytes: () => encodeLayoutPng({ width: 8, height: 8, classIds: new Uint8Array(64) }),
      code: 'LAYOUT_EMPTY',
      says: /Nothing in the layout is labelled/,
    },
  };

  it.each(Object.entries(files))('%s', async (name, { bytes, code, says }) => {
    const file = join(root, `${name.replaceAll(/\W/g, '-')}.png`);
    writeFileSync(file, bytes());
    const { status, stdout, stderr } = await umberInProcess(['paint', file, '--pack', 'toy', '--out', root]);
    expect(stderr).toContain(`(${code})`);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/\n {2}\S/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(3);
  });

  it('a grey layout of ids that no set has', async () => {
    const file = join(root, 'grey.png');
    writeFileSync(file, encode({ width: 8, height: 8, data: new Uint8Array(64).fill(230), channels: 1 }));
    const { status, stderr } = await umberInProcess(['paint', file, '--pack', 'toy']);
    expect(stderr).toContain('230 (64 pixels)');
    expect(stderr).toContain('(LAYOUT_CLASS_UNKNOWN)');
    expect(status).toBe(3);
  });

  it('a studio with a folder of packs that holds none', async () => {
    const { status, stderr } = await umberInProcess([
      'serve',
      '--packs',
      join(root, 'nowhere'),
      '--data',
      root,
    ]);
    expect(stderr).toContain('There is no pack in');
    expect(stderr).toContain('(PACK_NOT_FOUND)');
    expect(status).toBe(4);
  });

  const requests: [string, string[], string, number][] = [
    ['no such file', ['nowhere.png'], 'FILE_NOT_FOUND', 3],
    ['a folder', ['.'], 'FILE_UNREADABLE', 3],
    ['nothing to paint from', [], 'REQUEST_INVALID', 2],
    ['an unknown sampler', ['two-bands.png', '--sampler', 'eular'], 'SAMPLER_UNKNOWN', 2],
    ['no steps', ['two-bands.png', '--steps', '0'], 'REQUEST_INVALID', 2],
    ['half a step', ['two-bands.png', '--steps', '1.5'], 'REQUEST_INVALID', 2],
    ['a size too large', ['two-bands.png', '--size', '9000x64'], 'REQUEST_INVALID', 2],
    ['a negative guidance', ['two-bands.png', '--guidance', '-1'], 'REQUEST_INVALID', 2],
    ['no pictures', ['two-bands.png', '--count', '0'], 'REQUEST_INVALID', 2],
    ['an unknown scene', ['two-bands.png', '--class', 'moon'], 'SCENE_UNKNOWN', 2],
    ['an unknown provider', ['two-bands.png', '--provider', 'gpu'], 'REQUEST_INVALID', 2],
    ['a provider that is not here', ['two-bands.png', '--provider', 'coreml'], 'PROVIDER_UNAVAILABLE', 5],
    ['an unknown pack', ['two-bands.png', '--pack', 'moon'], 'PACK_NOT_FOUND', 4],
    ['a folder that is no pack', ['two-bands.png', '--pack', './packs'], 'PACK_NOT_FOUND', 4],
    ['an out folder that is a file', ['two-bands.png', '--out', 'two-bands.png/x'], 'OUTPUT_FAILED', 6],
    ['an unknown option', ['two-bands.png', '--promt', 'x'], 'REQUEST_INVALID', 2],
  ];

  /** Those of the arguments that name something in the folder of these tests. */
  function inRoot(argument: string): string {
    return /^(\.|two-bands\.png|nowhere\.png)/.test(argument) ? join(root, argument) : argument;
  }

  it.each(requests)('%s', async (name, args, code, exitCode) => {
    const pack = args.includes('--pack') ? [] : ['--pack', 'toy'];
    const { status, stdout, stderr } = await umberInProcess([
      'paint',
      ...args.map(inRoot),
      ...pack,
      '--json',
    ]);
    const error = JSON.parse(stderr.trim().split('\n').at(-1)!) as { code: string; advice: string };
    expect(error).toMatchObject({ event: 'error', code });
    expect(error.advice, name).not.toBe('');
    expect(status).toBe(exitCode);
    if (stdout !== '') expect(JSON.parse(stdout)).toMatchObject({ pictures: [] });
  });

  const damages: [string, string, (folder: string) => void][] = [
    ['a file missing', 'PACK_FILE_MISSING', (folder) => rmSync(join(folder, 'unet/model.onnx'))],
    [
      'a truncated file',
      'PACK_FILE_SIZE',
      (folder) => {
        const file = join(folder, 'unet/model.onnx');
        writeFileSync(file, readFileSync(file).subarray(0, -1));
      },
    ],
    [
      'an altered file',
      'PACK_FILE_ALTERED',
      (folder) => {
        const file = join(folder, 'unet/model.onnx');
        const bytes = readFileSync(file);
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(file, bytes);
      },
    ],
    [
      'a path that leaves the pack',
      'PACK_PATH_ESCAPES',
      (folder) => {
        const file = join(folder, 'umber.json');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('unet/model.onnx', '../unet/model.onnx'));
      },
    ],
    [
      'a damaged manifest',
      'PACK_MANIFEST_INVALID',
      (folder) => writeFileSync(join(folder, 'umber.json'), '{"a":'),
    ],
  ];

  it.each(damages)('a pack with %s', async (name, code, damage) => {
    const folder = join(root, name.replaceAll(' ', '-'));
    cpSync(join(root, 'packs', 'toy'), folder, { recursive: true });
    damage(folder);
    const { status, stderr } = await umberInProcess(['paint', layoutFile, '--pack', folder, '--out', root]);
    expect(stderr).toContain(`umber: “${folder}”: The pack`);
    expect(stderr).toContain(`(${code})`);
    expect(status).toBe(4);
  });

  it.runIf(existsSync('/dev/zero'))('a device without end', async () => {
    const { status, stderr } = await umberInProcess(['paint', '/dev/zero', '--pack', 'toy']);
    expect(stderr).toContain('“/dev/zero” is a device. (FILE_UNREADABLE)');
    expect(status).toBe(3);
  });

  it('a picture without a recipe', async () => {
    for (const command of ['info', 'replay']) {
      const { status, stderr } = await umberInProcess([command, layoutFile]);
      expect(stderr).toContain('(RECIPE_MISSING)');
      expect(status).toBe(3);
    }
  });

  it('an option that is nearly one, with the right one', async () => {
    const option = await umberInProcess(['paint', '--stpes', '3']);
    expect(option.stderr).toContain('Did you mean --steps?');
    const command = await umberInProcess(['repaly', painted]);
    expect(command.stderr).toContain('Did you mean replay?');
    expect([option.status, command.status]).toEqual([2, 2]);
  });

  it('is told in a process of its own as in this one, with the same exit code', async () => {
    const args = ['paint', join(root, 'nowhere.png'), '--pack', 'toy', '--json'];
    expect(await umber(args)).toEqual(await umberInProcess(args));
  });

  it('a Node that is too old, with what to do', async () => {
    const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.0"})';
    const { status, stderr } = await umber(['--version'], { node: ['--import', older] });
    expect(stderr).toContain('needs Node 24 or later, and this is Node 20.19.0. (NODE_VERSION)');
    expect(status).toBe(1);
  });
});

describe('help', () => {
  it('names every exit code and every option', async () => {
    const { stdout, status } = await umber(['--help']);
    expect(status).toBe(0);
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
      expect(stdout).toMatch(new RegExp(`^  ${code} `, 'm'));
    const paint = await umber(['paint', '--help']);
    const options = [
      'prompt',
      'negative',
      'class',
      'seed',
      'steps',
      'guidance',
      'sampler',
      'size',
      'count',
      'pack',
    ];
    for (const option of [...options, 'provider', 'threads', 'out', 'json', 'classes']) {
      expect(paint.stdout).toContain(`--${option} `.trimEnd());
    }
  });
});

describe.skipIf(!canMount('painting to a full and a read-only volume'))(
  'a volume that cannot take the picture',
  () => {
    /** Paints from a process that sees `folder` as a small volume, and lists what is there afterwards. */
    function paintOnVolume(name: string, prepare: string): Run {
      const folder = newFolder(name);
      const setUp = `mount -t tmpfs -o size=16k tmpfs "$1" && ${prepare} && { "$2" "$3" paint "$4" --pack toy --seed 1 --size 256x256 --out "$1"; status=$?; ls -A "$1"; exit $status; }`;
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        ['-rm', 'sh', '-c', setUp, 'sh', folder, process.execPath, binary, layoutFile],
        { encoding: 'utf8', env: { ...process.env, UMBER_PACKS: join(root, 'packs') } },
      );
      return { status, stdout, stderr };
    }

    it('because it is read-only: says so before it paints', () => {
      const { status, stdout, stderr } = paintOnVolume('read-only', 'mount -o remount,ro "$1"');
      expect(stderr).toContain('(OUTPUT_READ_ONLY)');
      expect(stderr).not.toContain('step 1');
      expect(stdout).toBe('');
      expect(status).toBe(6);
    });

    it('because it is full: leaves nothing half-written', () => {
      const { status, stdout, stderr } = paintOnVolume('full', 'head -c 16384 /dev/zero > "$1/ballast"');
      expect(stderr).toContain('(OUTPUT_DISK_FULL)');
      expect(stdout).toBe('ballast\n');
      expect(status).toBe(6);
    });
  },
);

describe('with the tiny trained pack', () => {
  it('paints and replays', async () => {
    const out = join(root, 'tiny.png');
    const example = join(import.meta.dirname, '../../resources/examples/mountain-lake.png');
    const paint = await umberInProcess([
      'paint',
      example,
      '--pack',
      tinyPack,
      '--steps',
      '4',
      '--seed',
      '3',
      '--out',
      out,
    ]);
    expect(paint.status).toBe(0);
    const replay = await umberInProcess(['replay', out, '--pack', tinyPack]);
    expect(replay.stdout).toContain('identical');
    expect(replay.status).toBe(0);
  });
});
