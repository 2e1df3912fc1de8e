import sharp from 'sharp';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { ade20k, classNamed, cocoStuff, palette, parseColour } from '../../shared/palette.ts';
import { colourTables } from './class-tables.ts';
import { hashPixels } from '../pictures/compare-pictures.ts';
import { decodeLayoutPng, encodeLayoutPng } from './layout-png.ts';
import { readLayout } from './read-layout.ts';

const idOf = (name: string): number => classNamed(name)!.id;
const sky = idOf('sky');
const sea = idOf('sea');
const sand = idOf('sand');
const width = 48;
const height = 32;

/** Sky over sea over sand, in waves, so that there are borders in every direction. */
const classIds = new Uint8Array(width * height).map((_, index) => {
  const x = index % width;
  const y = Math.floor(index / width);
  if (y < 10 + 3 * Math.sin(x / 5)) return sky;
  return y < 22 + 4 * Math.cos(x / 7) ? sea : sand;
});
const layout = { width, height, classIds };

function grey(values: ArrayLike<number>, depth: 8 | 16 = 8): Uint8Array {
  const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  return encode({ width, height, data, channels: 1, depth });
}

function coloured(colourOf: (pixel: number) => readonly number[]): Uint8Array {
  const rows = Array.from({ length: width * height }, (_, pixel) => colourOf(pixel));
  return encode({ width, height, data: Uint8Array.from(rows.flat()), channels: rows[0]!.length, depth: 8 });
}

const ourColours = coloured((pixel) => parseColour(palette[classIds[pixel]!]!.colour));

describe('readLayout', () => {
  it('reads what was written, and hashes what is painted', () => {
    const bytes = encodeLayoutPng(layout);
    const { layout: read, report } = readLayout(bytes);
    expect(read).toEqual(layout);
    expect(decodeLayoutPng(bytes)).toEqual(layout);
    expect(report).toMatchObject({ snappedPixels: 0, unknownPixels: 0, pixels: width * height });
    expect(report.classes.map(({ name }) => name).sort()).toEqual(['sand', 'sea', 'sky']);
    expect(report.classes.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(width * height);
    expect(hashPixels(read.classIds)).toBe(hashPixels(layout.classIds));
  });

  it('reads our colours', () => {
    const { layout: read, report } = readLayout(ourColours);
    expect(read.classIds).toEqual(classIds);
    expect(report.source).toEqual({
      classes: 'umber',
      kind: 'colours',
      title: 'Umber colours',
      isCertain: true,
    });
  });

  it('reads our ids from grey and from indexed files with any palette', () => {
    expect(readLayout(grey(classIds)).layout.classIds).toEqual(classIds);
    expect(readLayout(grey(classIds, 16)).layout.classIds).toEqual(classIds);
    const shades = Array.from({ length: 256 }, (_, index) => [index, index, index]);
    const indexed = encode({ width, height, data: classIds, channels: 1, depth: 8, palette: shades });
    expect(readLayout(indexed)).toMatchObject({
      layout: { classIds },
      report: { source: { classes: 'umber', kind: 'ids' } },
    });
    expect(readLayout(coloured((pixel) => Array<number>(3).fill(classIds[pixel]!))).layout.classIds).toEqual(
      classIds,
    );
  });

  it('reads ids that were widened from 8 bits to 16', () => {
    const widened = grey(
      Array.from(classIds, (id) => id * 257),
      16,
    );
    expect(readLayout(widened).layout.classIds).toEqual(classIds);
  });

  it('reads an indexed file by its colours where they are a known palette’s, in whatever order', () => {
    const order = [sand, sky, sea];
    const indexed = encode({
      width,
      height,
      data: classIds.map((id) => order.indexOf(id)),
      channels: 1,
      depth: 8,
      palette: order.map((id) => parseColour(palette[id]!.colour)),
    });
    expect(readLayout(indexed).layout.classIds).toEqual(classIds);
  });

  it('recognises the ids of COCO-Stuff, both as its annotation files have them and by its list', () => {
    const coco = classIds.map((id) => palette[id]!.coco[0]!);
    const annotation = readLayout(grey(coco.map((id, pixel) => (pixel === 0 ? 255 : id - 1))));
    expect(annotation.report.source).toMatchObject({ classes: 'coco-stuff', kind: 'ids', isCertain: true });
    expect(annotation.report.source.title).toContain('id − 1');
    expect(annotation.layout.classIds.slice(1)).toEqual(classIds.slice(1));
    expect(annotation.layout.classIds[0]).toBe(0);
    const listed = readLayout(grey(coco));
    expect(listed.report.source.title).toBe('COCO-Stuff ids');
    expect(listed.layout.classIds).toEqual(classIds);
  });

  it('recognises the ids of ADE20K', () => {
    const { layout: read, report } = readLayout(grey(classIds.map((id) => palette[id]!.ade20k[0]!)));
    expect(report.source).toMatchObject({ classes: 'ade20k', kind: 'ids' });
    expect(read.classIds).toEqual(classIds);
  });

  it('recognises every published table by its colours', () => {
    for (const table of colourTables.slice(1)) {
      const bytes = coloured((pixel) => {
        const entry = table.entries.find(({ umber }) => umber === classIds[pixel])!;
        return [entry.rgb >> 16, (entry.rgb >> 8) & 255, entry.rgb & 255];
      });
      const { layout: read, report } = readLayout(bytes);
      expect(report.source).toMatchObject({ classes: table.classes, title: table.title });
      expect(read.classIds).toEqual(classIds);
      expect(report.snappedPixels).toBe(0);
    }
  });

  it('reads as it is told to', () => {
    // 3 is a mountain of ours, and ADE20K's sky.
    const values = new Uint8Array(width * height).fill(3);
    expect(readLayout(grey(values)).report.classes[0]?.name).toBe('mountain');
    expect(readLayout(grey(values), { classes: 'ade20k' }).report.classes[0]?.name).toBe('sky');
  });

  it('counts classes that have no relative here', () => {
    const person = cocoStuff.classes.find(({ name }) => name === 'person')!;
    const bytes = coloured((pixel) =>
      parseColour(pixel < 100 ? person.colour : cocoStuff.classes[157]!.colour),
    );
    const { layout: read, report } = readLayout(bytes);
    expect(report.unknownPixels).toBe(100);
    expect(report.unknownClasses).toEqual([{ id: 1, name: 'person', pixels: 100 }]);
    expect(read.classIds[0]).toBe(0);
    expect(read.classIds[100]).toBe(sky);
  });

  it('is not certain where most of the layout is of classes that cannot be painted', () => {
    // The three primaries, which ADE20K has too.
    const primaries = [
      [0, 0, 255],
      [0, 255, 0],
      [255, 0, 0],
    ];
    const { report } = readLayout(coloured((pixel) => primaries[pixel < 1000 ? 0 : pixel < 1400 ? 1 : 2]!));
    expect(report.source).toMatchObject({ classes: 'ade20k', isCertain: false });
  });

  it('takes what is more transparent than not as unlabelled', () => {
    const bytes = coloured((pixel) => [
      ...parseColour(palette[sky]!.colour),
      pixel < 50 ? 0 : pixel < 90 ? 127 : 128,
    ]);
    const { layout: read, report } = readLayout(bytes);
    expect([...read.classIds.slice(0, 90)].every((id) => id === 0)).toBe(true);
    expect([...read.classIds.slice(90)].every((id) => id === sky)).toBe(true);
    expect(report.snappedPixels).toBe(0);
  });

  it('snaps colours that are nearly a class’s, and says how many and which', () => {
    const [red, green, blue] = parseColour(palette[sky]!.colour);
    const bytes = coloured((pixel) =>
      classIds[pixel] === sky
        ? [red - 6, green + 5, blue - 9]
        : parseColour(palette[classIds[pixel]!]!.colour),
    );
    const { layout: read, report } = readLayout(bytes);
    expect(read.classIds).toEqual(classIds);
    const painted = classIds.filter((id) => id === sky).length;
    expect(report.snappedPixels).toBe(painted);
    expect(report.snappedColours).toEqual([{ colour: '#5db8e7', name: 'sky', pixels: painted }]);
  });

  it('gives a half-covered pixel between two classes to one of them, for every pair of classes', () => {
    for (const first of palette.slice(1)) {
      for (const second of palette.slice(1)) {
        if (first.id >= second.id) continue;
        const colours = [parseColour(first.colour), parseColour(second.colour)] as const;
        for (const share of [0.2, 0.5, 0.8]) {
          // A hard vertical border with one mixed column, and single mixed pixels on a horizontal one.
          const bytes = coloured((pixel) => {
            const x = pixel % width;
            const y = Math.floor(pixel / width);
            const isMixed = y < 16 ? x === 20 : y === 24 && x % 5 === 0;
            const side = y < 16 ? Number(x > 20) : Number(y > 24);
            if (!isMixed) return colours[side]!;
            return colours[0].map((value, channel) =>
              Math.round(value * (1 - share) + colours[1][channel]! * share),
            );
          });
          const found = new Set(readLayout(bytes).layout.classIds);
          expect(
            [...found].sort((a, b) => a - b),
            `${first.name}, ${second.name}, ${share}`,
          ).toEqual([first.id, second.id]);
        }
      }
    }
  });

  it('keeps every pixel’s class when a layout was drawn with anti-aliasing or a soft brush', async () => {
    const svg = (soft: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150">
      <defs><filter id="soft"><feGaussianBlur stdDeviation="${soft}"/></filter></defs>
      <rect width="200" height="150" fill="${palette[sky]!.colour}"/>
      <g ${soft > 0 ? 'filter="url(#soft)"' : ''}>
        <path d="M-20 90 Q60 40 120 85 T220 80 V180 H-20 Z" fill="${palette[sea]!.colour}"/>
        <circle cx="140" cy="120" r="25" fill="${palette[sand]!.colour}"/>
      </g></svg>`;
    for (const soft of [0, 1, 3]) {
      const bytes = await sharp(Buffer.from(svg(soft)))
        .png()
        .toBuffer();
      const { report } = readLayout(bytes);
      expect(report.classes.map(({ name }) => name).sort(), `${soft}`).toEqual(['sand', 'sea', 'sky']);
      expect(report.snappedPixels).toBeGreaterThan(0);
    }
  });

  it('survives the colour noise of a JPEG', async () => {
    const scaled = sharp(ourColours).resize(width * 8, height * 8, { kernel: 'nearest' });
    const noisy = await sharp(await scaled.jpeg({ quality: 90 }).toBuffer())
      .png()
      .toBuffer();
    const { layout: read, report } = readLayout(noisy);
    expect(report.classes.map(({ name }) => name).sort()).toEqual(['sand', 'sea', 'sky']);
    let wrong = 0;
    read.classIds.forEach((id, pixel) => {
      const x = Math.floor((pixel % (width * 8)) / 8);
      if (id !== classIds[Math.floor(pixel / (width * 8) / 8) * width + x]) wrong++;
    });
    expect(wrong / read.classIds.length).toBeLessThan(0.02);
  });

  it('refuses ids that no known set has, and names them', () => {
    const values = classIds.slice();
    values[7] = 200;
    expect(() => readLayout(grey(values))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_CLASS_UNKNOWN',
        message: expect.stringContaining('200 (1 pixel)') as string,
      }),
    );
    values[7] = 40;
    expect(() => readLayout(grey(values), { classes: 'umber' })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_CLASS_UNKNOWN',
        message: expect.stringContaining('40 (1 pixel)') as string,
      }),
    );
  });

  it('refuses a layout in which nothing is labelled', () => {
    expect(() => readLayout(grey(new Uint8Array(width * height)))).toThrow(
      expect.objectContaining({ code: 'LAYOUT_EMPTY' }),
    );
    const nothing = coloured(() => [99, 179, 240, 0]);
    expect(() => readLayout(nothing)).toThrow('Nothing in the layout is labelled: all of it is transparent.');
    const cars = coloured(() => parseColour(ade20k.classes.find(({ name }) => name === 'car')!.colour));
    expect(() => readLayout(cars, { classes: 'ade20k' })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_EMPTY' }),
    );
  });
});
