/**
 * Runs every task on the bundled pack through the command line, and shows each in the README, before and after:
 * `node scripts/task-pictures.ts`. The pictures go to docs/tasks; the same machine makes the same ones again.
 * With `--only NAME` one task is run, after those it builds upon, and the README stays as it is.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { createOutput } from '../src/cli/output.ts';
import { runCommandLine } from '../src/cli/run-command-line.ts';
import { encodeLayoutPng, readLayout, type Layout } from '../src/engine/index.ts';
import { classNamed } from '../src/shared/palette.ts';
import { createRandom } from '../tests/support/create-random.ts';
import { replaceSection } from './replace-section.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });

const root = join(import.meta.dirname, '..');
const shown = join(root, 'docs', 'tasks');
/** Height of a picture in the table, in pixels. */
const shownHeight = 256;
const side = 256;

/** One row of the table. Each task finds the files of those before it, under their names. */
interface TaskRow {
  readonly name: string;
  readonly title: string;
  readonly args: readonly string[];
  /** Makes what only this task needs. */
  readonly prepare?: () => Promise<void>;
  /** What is shown before; nothing where it begins from nothing. */
  readonly before?: () => Sharp;
  /** What is shown afterwards; the picture itself where absent. */
  readonly after?: (file: string) => Promise<Sharp>;
}

const words = 'a mountain lake, a calm evening in summer';
const hole = { left: 96, top: 70, width: 116, height: 88 };

const rows: TaskRow[] = [
  {
    name: 'paint',
    title: 'Paint a layout',
    args: ['paint', 'layout.png', '--prompt', words, '--seed', '7'],
    before: () => sharp('layout.png'),
  },
  {
    name: 'words',
    title: 'Words alone',
    args: ['paint', '--prompt', 'a desert with rocks at sunrise, clear sky', '--seed', '3'],
  },
  {
    name: 'scene',
    title: 'A scene alone',
    args: ['paint', '--class', 'mountains', '--seed', '2'],
  },
  {
    name: 'img2img',
    title: 'Image to image',
    args: [
      ...['img2img', 'paint.png', '--strength', '0.7', '--layout', 'paint.png'],
      ...['--prompt', 'a mountain lake in winter, deep snow', '--seed', '7'],
    ],
    before: () => sharp('paint.png'),
  },
  {
    name: 'inpaint',
    title: 'Inpaint',
    args: [
      ...['inpaint', 'paint.png', '--mask', 'mask.png'],
      ...['--layout', 'paint.png', '--prompt', words, '--seed', '11'],
    ],
    prepare: writeMask,
    before: withHole,
  },
  {
    name: 'outpaint',
    title: 'Outpaint',
    args: [
      ...['outpaint', 'paint.png', '--left', '50%', '--right', '50%'],
      ...['--layout', 'paint.png', '--prompt', words, '--seed', '5'],
    ],
    before: () => sharp('paint.png'),
  },
  {
    name: 'edit',
    title: 'Repaint what changed in the layout',
    args: ['paint', 'changed.png', '--edit', 'paint.png'],
    prepare: writeChangedLayout,
    before: () => sharp('changed.png'),
  },
  {
    name: 'upscale',
    title: 'Upscale',
    args: ['upscale', 'small.png', '--scale', '4', '--seed', '1'],
    async prepare() {
      await sharp('paint.png').resize(64, 64).png().toFile('small.png');
    },
    before: () => sharp('small.png'),
  },
  {
    name: 'restore',
    title: 'Restore',
    args: ['restore', 'worn.png', '--seed', '1'],
    prepare: writeWorn,
    before: () => sharp('worn.png'),
  },
  {
    name: 'segment',
    title: 'Picture to layout',
    args: ['segment', 'paint.png'],
    before: () => sharp('paint.png'),
  },
  {
    name: 'panorama',
    title: 'Panorama, its ends meet',
    args: [
      ...['paint', 'layout.png', '--size', '768x256', '--wrap', 'horizontal'],
      ...['--prompt', 'a mountain lake on a clear day in summer', '--seed', '9'],
    ],
    before: () => sharp('layout.png'),
  },
  {
    name: 'tile',
    title: 'Seamless tile, laid twice two times',
    args: [
      ...['paint', 'meadow.png', '--wrap', 'both', '--size', '256x256'],
      ...['--prompt', 'wildflowers in a meadow, a clear summer day at noon', '--seed', '6'],
    ],
    prepare: writeMeadow,
    before: () => sharp('meadow.png'),
    after: async (file) => {
      const half = await sharp(file)
        .resize(shownHeight / 2, shownHeight / 2)
        .png()
        .toBuffer();
      const across = {
        create: { width: shownHeight, height: shownHeight, channels: 3, background: 'black' },
      } as const;
      return sharp(
        await sharp(across)
          .composite([{ input: half, tile: true, gravity: 'northwest' }])
          .png()
          .toBuffer(),
      );
    },
  },
];

/** White where the picture is painted anew, on black. */
async function writeMask(): Promise<void> {
  await sharp(inHole(255), { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toFile('mask.png');
}

function withHole(): Sharp {
  const white = Buffer.alloc(4 * side * side, 255);
  inHole(255).forEach((covered, pixel) => (white[4 * pixel + 3] = covered));
  return sharp('paint.png').composite([{ input: white, raw: { width: side, height: side, channels: 4 } }]);
}

/** An ellipse of one value on 0, a byte per pixel of a picture. */
function inHole(value: number): Uint8Array {
  const { left, top, width, height } = hole;
  return Uint8Array.from({ length: side * side }, (_, pixel) => {
    const across = ((pixel % side) - left) / (width / 2) - 1;
    const down = (Math.floor(pixel / side) - top) / (height / 2) - 1;
    return across ** 2 + down ** 2 < 1 ? value : 0;
  });
}

/** An island with trees in the lake. */
function writeChangedLayout(): Promise<void> {
  const { width, height, classIds }: Layout = readLayout(readFileSync('layout.png')).layout;
  const island = classNamed('rock')!.id;
  const tree = classNamed('tree')!.id;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = [x / width, y / height];
      if (((across - 0.47) / 0.11) ** 2 + ((down - 0.66) / 0.035) ** 2 < 1) classIds[y * width + x] = island;
      if (((across - 0.47) / 0.06) ** 2 + ((down - 0.6) / 0.07) ** 2 < 1) classIds[y * width + x] = tree;
    }
  }
  writeFileSync('changed.png', encodeLayoutPng({ width, height, classIds }));
  return Promise.resolve();
}

/** Grass with patches of flowers and a rock, some of them across the edges. */
function writeMeadow(): Promise<void> {
  const [grass, flowers, rock] = ['grass', 'flowers', 'rock'].map((name) => classNamed(name)!.id);
  const classIds = new Uint8Array(side * side).fill(grass!);
  const random = createRandom(6);
  const patches = Array.from({ length: 16 }, (_, index) => ({
    ...{ x: side * random(), y: side * random(), radius: 12 + 14 * random() },
    classId: index < 3 ? rock! : flowers!,
  }));
  /** Shortest way between two places of an axis whose ends meet. */
  const apart = (one: number, other: number) => {
    const distance = Math.abs(one - other);
    return Math.min(distance, side - distance);
  };
  for (let pixel = 0; pixel < classIds.length; pixel++) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    const patch = patches.find((each) => Math.hypot(apart(x, each.x), apart(y, each.y)) < each.radius);
    if (patch) classIds[pixel] = patch.classId;
  }
  writeFileSync('meadow.png', encodeLayoutPng({ width: side, height: side, classIds }));
  return Promise.resolve();
}

/** Blurred, and with noise that is the same each time. */
async function writeWorn(): Promise<void> {
  const { data, info } = await sharp('paint.png').blur(1.5).raw().toBuffer({ resolveWithObject: true });
  const random = createRandom(1);
  for (let index = 0; index < data.length; index++) {
    // The sum of four is near enough to a normal distribution, here with a deviation of 14 of 255.
    const noise = 24 * (random() + random() + random() + random() - 2);
    data[index] = Math.min(255, Math.max(0, data[index]! + noise));
  }
  await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .png()
    .toFile('worn.png');
}

async function show(picture: Sharp, name: string): Promise<void> {
  // What is small is shown as it is: enlarged, without being smoothed.
  const bytes = await picture.png().toBuffer();
  const { height } = await sharp(bytes).metadata();
  const kernel = height < shownHeight ? 'nearest' : 'lanczos3';
  await sharp(bytes)
    .resize({ height: shownHeight, kernel })
    .webp({ quality: 80 })
    .toFile(join(shown, `${name}.webp`));
}

function quoted(argument: string): string {
  return argument.includes(' ') ? `"${argument}"` : argument;
}

mkdirSync(shown, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'umber-tasks-'));
const start = performance.now();
const lines: string[] = [];
const output = createOutput({ stdout: process.stdout, stderr: process.stderr, isJson: false });
try {
  writeFileSync(join(work, 'layout.png'), readFileSync(join(root, 'resources/examples/mountain-lake.png')));
  // So that the commands run as they are shown.
  process.chdir(work);
  const wanted = rows.filter(({ name }) => [values.only ?? name, 'paint'].includes(name));
  for (const { name, title, args, prepare, before, after } of wanted) {
    await prepare?.();
    const shownArgs = [...args, '--out', `${name}.png`];
    const status = await runCommandLine({ args: shownArgs, output, signal: new AbortController().signal });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    if (before) await show(before(), `${name}-before`);
    await show(after ? await after(`${name}.png`) : sharp(`${name}.png`), name);
    const image = (picture: string, text: string) =>
      `<img src="docs/tasks/${picture}.webp" height="128" alt="${text}">`;
    lines.push(
      `| ${title} | \`umber ${shownArgs.map(quoted).join(' ')}\` | ${before ? image(`${name}-before`, `${title}: before`) : ''} | ${image(name, `${title}: after`)} |`,
    );
  }
} finally {
  process.chdir(root);
  rmSync(work, { recursive: true, force: true });
}
if (values.only === undefined) {
  const heading = ['| task | command | before | after |', '| --- | --- | --- | --- |'];
  const { after } = await replaceSection('README.md', 'tasks', [...heading, ...lines].join('\n'));
  writeFileSync('README.md', after);
}
console.log(
  `${lines.length} tasks in ${((performance.now() - start) / 1000).toFixed(0)} s; the pictures are in ${shown}.`,
);
