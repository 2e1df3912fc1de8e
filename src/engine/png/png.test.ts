import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePng, toRgb } from './decode-png.ts';
import { asciiJson, encodePng } from './encode-png.ts';
import { readPngChunks, readText, readTextBytes, writePngChunks } from '../../files/png-file.ts';

const width = 37;
const height = 23;
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 7 + (index >> 4)) & 255);

/** A header chunk, so that a test can claim any size. */
function header(pixelWidth: number, pixelHeight: number, depth: number, colourType: number, interlace = 0) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(pixelWidth, 0);
  data.writeUInt32BE(pixelHeight, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return { type: 'IHDR', data };
}
const end = { type: 'IEND', data: Buffer.alloc(0) };

describe('encodePng and decodePng', () => {
  it('give every pixel back', async () => {
    const png = decodePng(await encodePng(rgb, { width, height }));
    expect(png).toMatchObject({ width, height, depth: 8, colourType: 'rgb' });
    expect(toRgb(png)).toEqual(rgb);
  });

  it('write the same bytes for the same picture', async () => {
    expect(await encodePng(rgb, { width, height })).toEqual(await encodePng(rgb, { width, height }));
  });

  it('carry text, with everything beyond ASCII escaped', async () => {
    const value = { prompt: 'Bergsee – 山の湖 🏔 “quoted” \u007f', layout: 'x'.repeat(100_000) };
    const bytes = await encodePng(rgb, { width, height, text: { umber: asciiJson(value), other: 'plain' } });
    const chunks = readPngChunks(bytes);
    expect(JSON.parse(readText(chunks, 'umber')!)).toEqual(value);
    expect(readText(chunks, 'other')).toBe('plain');
    expect(readText(chunks, 'umbe')).toBeUndefined();
    expect((await sharp(bytes).metadata()).width).toBe(width);
  });

  it('read text however another program wrote it', () => {
    const text = 'a recipe';
    const packed = deflateSync(Buffer.from(text));
    const start = Buffer.from('umber\0');
    const chunks: Record<string, { type: string; data: Buffer }> = {
      plain: { type: 'tEXt', data: Buffer.concat([start, Buffer.from(text)]) },
      compressed: { type: 'zTXt', data: Buffer.concat([start, Buffer.of(0), packed]) },
      international: {
        type: 'iTXt',
        data: Buffer.concat([start, Buffer.from(`\0\0en\0Umber\0${text}`)]),
      },
      'international and compressed': {
        type: 'iTXt',
        data: Buffer.concat([start, Buffer.from('\x01\0\0\0'), packed]),
      },
    };
    for (const [kind, chunk] of Object.entries(chunks)) {
      expect(readText([{ ...chunk, isIntact: true }], 'umber'), kind).toBe(text);
      expect(readText([{ ...chunk, isIntact: false }], 'umber'), kind).toBeUndefined();
    }
  });

  it('unpack no text that is damaged or without end', () => {
    const bomb = deflateSync(Buffer.alloc(2 ** 20 + 1));
    for (const rest of [bomb, Buffer.from('not compressed'), Buffer.alloc(0)]) {
      const data = Buffer.concat([Buffer.from('umber\0\0'), rest]);
      expect(readText([{ type: 'zTXt', data, isIntact: true }], 'umber')).toBeUndefined();
    }
  });

  it('unpack as much as whoever asks expects of a carried picture', () => {
    const text = Buffer.alloc(2 ** 20 + 1, 'base64');
    const chunk = { type: 'zTXt', data: Buffer.concat([Buffer.from('umber:source\0\0'), deflateSync(text)]) };
    const read = (maxBytes: number) =>
      readTextBytes([{ ...chunk, isIntact: true }], 'umber:source', maxBytes);
    expect(Buffer.from(read(text.length)!).equals(text)).toBe(true);
    expect(read(text.length - 1)).toBeUndefined();
  });

  it('read the same pixels as libvips from every kind of PNG', async () => {
    const source = sharp(rgb, { raw: { width, height, channels: 3 } });
    const kinds = {
      rgba: source.clone().ensureAlpha(0.5).png(),
      interlaced: source.clone().png({ progressive: true }),
      indexed: source.clone().png({ palette: true }),
      'four colours': source.clone().png({ palette: true, colours: 4 }),
      grey: source.clone().greyscale().png(),
      'sixteen bits': source.clone().toColourspace('rgb16').png(),
    };
    for (const [kind, image] of Object.entries(kinds)) {
      const bytes = await image.toBuffer();
      const expected = await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer();
      expect(Buffer.from(toRgb(decodePng(bytes))).equals(expected), kind).toBe(true);
    }
  });

  it('unpack indices of one, two and four bits', () => {
    for (const depth of [1, 2, 4]) {
      const indices = Uint8Array.from({ length: 5 * 3 }, (_, index) => (index * 3) % 2 ** depth);
      const rowBytes = Math.ceil((5 * depth) / 8);
      const raw = new Uint8Array(3 * (1 + rowBytes));
      indices.forEach((value, index) => {
        const bit = (index % 5) * depth;
        raw[Math.floor(index / 5) * (1 + rowBytes) + 1 + (bit >> 3)]! |= value << (8 - depth - (bit & 7));
      });
      const palette = { type: 'PLTE', data: Buffer.alloc(3 * 2 ** depth) };
      const data = { type: 'IDAT', data: deflateSync(raw) };
      const png = decodePng(writePngChunks([header(5, 3, depth, 3), palette, data, end]));
      expect(png.samples).toEqual(indices);
    }
  });
});

describe('decodePng refuses', () => {
  it('an empty file', () => {
    expect(() => decodePng(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'FILE_EMPTY' }));
  });

  it('files that are no PNG, and names the format where it knows it', () => {
    for (const [bytes, name] of [
      [Buffer.from('hello, this is a text file'), 'not a PNG'],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]), 'JPEG'],
      [Buffer.from('RIFF\n\0\0\0WEBPVP8L', 'latin1'), 'a WebP'],
      [Buffer.from('\0\0\0\x1cftypheic', 'latin1'), 'HEIC'],
      [Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'a TIFF'],
      [Buffer.from('8BPS document'), 'Photoshop'],
    ] as const) {
      expect(() => decodePng(bytes)).toThrow(
        expect.objectContaining({
          code: 'PICTURE_NOT_PNG',
          message: expect.stringContaining(name) as string,
        }),
      );
    }
  });

  it('a PNG that is cut short, wherever', async () => {
    const bytes = await encodePng(rgb, { width, height, text: { umber: '{}' } });
    for (let length = 1; length < bytes.length; length++) {
      expect(() => decodePng(bytes.subarray(0, length)), `${length}`).toThrow(
        expect.objectContaining({ code: 'PICTURE_TRUNCATED' }),
      );
    }
  });

  it('a PNG with a changed byte, or reads the same pixels', async () => {
    const bytes = await encodePng(rgb, { width, height, text: { umber: '{}' } });
    for (let index = 0; index < bytes.length; index++) {
      const changed = bytes.slice();
      changed[index]! ^= 0x55;
      let pixels;
      try {
        pixels = toRgb(decodePng(changed));
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^PICTURE_/) as string });
        continue;
      }
      expect(pixels).toEqual(rgb);
    }
  });

  it('sizes of nothing and sizes beyond the limit, before it allocates anything', () => {
    for (const [pixelWidth, pixelHeight] of [
      [0, 0],
      [0, 100],
      [20000, 20000],
      [16385, 1],
      [16384, 16384],
      [2 ** 31, 2 ** 31],
    ] as const) {
      const before = process.memoryUsage().rss;
      expect(() => decodePng(writePngChunks([header(pixelWidth, pixelHeight, 8, 2), end]))).toThrow(
        expect.objectContaining({
          code: 'PICTURE_SIZE',
          message: `The picture is ${pixelWidth}×${pixelHeight} pixels.`,
        }),
      );
      expect(process.memoryUsage().rss - before).toBeLessThan(16e6);
    }
  });

  it('more pixel data than the header promises, without unpacking it', () => {
    const bomb = { type: 'IDAT', data: deflateSync(Buffer.alloc(200e6)) };
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodePng(writePngChunks([header(8, 8, 8, 2), bomb, end]))).toThrow(
      expect.objectContaining({ code: 'PICTURE_UNREADABLE' }),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16e6);
  });

  it('missing pixels, unknown kinds, indices without a colour, and a second header', () => {
    const pixels = (length: number) => ({ type: 'IDAT', data: deflateSync(Buffer.alloc(length)) });
    const colours = { type: 'PLTE', data: Buffer.alloc(3) };
    const cases = [
      [header(8, 8, 8, 2), pixels(100), end],
      [header(8, 8, 8, 2), end],
      [header(8, 8, 3, 2), pixels(8 * 25), end],
      [header(8, 8, 8, 5), pixels(8 * 25), end],
      [header(2, 1, 8, 3), colours, { type: 'IDAT', data: deflateSync(Uint8Array.of(0, 0, 1)) }, end],
      [header(2, 1, 8, 3), { type: 'IDAT', data: deflateSync(Uint8Array.of(0, 0, 0)) }, end],
      [header(8, 8, 1, 0, 1), pixels(20), end],
      [header(8, 8, 8, 0), header(1, 18, 8, 2), pixels(72), end],
    ];
    for (const chunks of cases) {
      expect(() => decodePng(writePngChunks(chunks))).toThrow(
        expect.objectContaining({ code: 'PICTURE_UNREADABLE' }),
      );
    }
  });
});
