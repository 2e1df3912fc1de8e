import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { writePngChunks } from '../../files/png-file.ts';
import { decodePng, toRgb } from '../png/decode-png.ts';
import { encodeGreyPng, encodePng } from '../png/encode-png.ts';
import { readPictureFile } from './read-picture-file.ts';

const width = 48;
const height = 32;
/** Smooth, so that lossy formats keep it: red grows to the right, green downwards, the top left is darkest. */
const rgb = new Uint8Array(3 * width * height);
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) rgb.set([40 + 4 * x, 30 + 6 * y, 120], 3 * (y * width + x));
}
const drawn = () => sharp(rgb, { raw: { width, height, channels: 3 } });
const codes = ({ notes }: { notes: readonly { code: string }[] }) => notes.map(({ code }) => code);

function meanDifference(first: Uint8Array, second: Uint8Array): number {
  expect(first.length).toBe(second.length);
  return first.reduce((sum, value, i) => sum + Math.abs(value - second[i]!), 0) / first.length;
}

describe('readPictureFile', () => {
  it('keeps every byte of an 8-bit RGB picture, opaque alpha or not', async () => {
    for (const file of [drawn().png(), drawn().png({ progressive: true }), drawn().ensureAlpha(1).png()]) {
      expect(await readPictureFile(await file.toBuffer())).toEqual({
        ...{ width, height, notes: [] },
        rgb: Buffer.from(rgb),
      });
    }
  });

  it('reads lossless and lossy files of other formats', async () => {
    const files = {
      webp: drawn().webp({ lossless: true }),
      tiff: drawn().tiff({ compression: 'lzw' }),
      jpeg: drawn().jpeg({ quality: 95 }),
      gif: drawn().gif(),
      avif: drawn().avif({ quality: 80 }),
    };
    for (const [format, file] of Object.entries(files)) {
      const read = await readPictureFile(await file.toBuffer());
      expect(read, format).toMatchObject({ width, height, notes: [] });
      const limit = format === 'webp' || format === 'tiff' ? 0 : 6;
      expect(meanDifference(read.rgb, rgb), format).toBeLessThanOrEqual(limit);
    }
  });

  it('reads a picture of one pixel', async () => {
    const file = sharp({ create: { width: 1, height: 1, channels: 3, background: '#102030' } });
    const read = await readPictureFile(await file.png().toBuffer());
    expect(read).toMatchObject({ width: 1, height: 1, rgb: Buffer.of(16, 32, 48) });
  });

  it('gives grey pictures three equal channels', async () => {
    const grey = Uint8Array.from({ length: 256 }, (_, value) => value);
    const file = await encodeGreyPng(grey, { width: 16, height: 16 });
    const { rgb, notes } = await readPictureFile(file);
    expect([...rgb]).toEqual([...grey].flatMap((value) => [value, value, value]));
    expect(notes).toEqual([]);
  });

  it('puts what is transparent on white, and says so, in 8 and 16 bits, in colour and grey', async () => {
    const half = drawn().ensureAlpha(128 / 255);
    const eight = await readPictureFile(await half.clone().png().toBuffer());
    expect(codes(eight)).toEqual(['ALPHA_FLATTENED']);
    const expected = rgb.map((value) => Math.round((value * 128 + 255 * 127) / 255));
    expect(meanDifference(eight.rgb, expected)).toBeLessThan(1);
    const sixteen = await readPictureFile(await half.clone().toColourspace('rgb16').png().toBuffer());
    expect(codes(sixteen)).toEqual(['ALPHA_FLATTENED', 'DEPTH_REDUCED']);
    expect(meanDifference(sixteen.rgb, expected)).toBeLessThan(1);
    const grey = await readPictureFile(await half.clone().toColourspace('b-w').png().toBuffer());
    expect(codes(grey)).toEqual(['ALPHA_FLATTENED']);
    expect(Math.min(...grey.rgb)).toBeGreaterThan(127);
  });

  it('takes the high byte of 16 bits', async () => {
    const read = await readPictureFile(await drawn().toColourspace('rgb16').png().toBuffer());
    expect(codes(read)).toEqual(['DEPTH_REDUCED']);
    expect(meanDifference(read.rgb, rgb)).toBe(0);
  });

  it('turns a picture as its camera noted', async () => {
    const file = await drawn().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const read = await readPictureFile(file);
    expect(read).toMatchObject({ width: height, height: width });
    expect(codes(read)).toEqual(['ROTATED']);
    const turned = await drawn().rotate(90).raw().toBuffer();
    expect(meanDifference(read.rgb, turned)).toBeLessThan(4);
  });

  it('uses the first frame of an animation, and says so', async () => {
    const frames = [drawn(), drawn().negate()].map((frame) => frame.png().toBuffer());
    const file = sharp(await Promise.all(frames), { join: { animated: true } });
    for (const bytes of [
      await file.clone().webp({ lossless: true }).toBuffer(),
      await file.gif().toBuffer(),
    ]) {
      const read = await readPictureFile(bytes);
      expect(read).toMatchObject({ width, height });
      expect(codes(read)).toEqual(['FIRST_FRAME']);
      expect(meanDifference(read.rgb, rgb)).toBeLessThan(6);
    }
  });

  it('converts CMYK to sRGB', async () => {
    const read = await readPictureFile(await drawn().toColourspace('cmyk').jpeg().toBuffer());
    expect(codes(read)).toEqual(['COLOURS_CONVERTED']);
    // Printing inks cannot show all of these colours.
    expect(meanDifference(read.rgb, rgb)).toBeLessThan(25);
  });

  it('converts another colour profile to sRGB', async () => {
    const file = await drawn().withIccProfile('p3').png().toBuffer();
    expect(meanDifference(toRgb(decodePng(file)), rgb)).toBeGreaterThan(2);
    expect(meanDifference((await readPictureFile(file)).rgb, rgb)).toBeLessThan(0.5);
  });

  it('looks at no text, however long or damaged, and keeps profile and turn', async () => {
    const text = Buffer.alloc(2 ** 24, 'A');
    const png = await encodePng(rgb, { width, height, text: { 'umber:source': text } });
    const damaged = Buffer.from(png);
    damaged[damaged.indexOf(text.subarray(0, 64)) + 100] = 0;
    expect((await readPictureFile(damaged)).rgb).toEqual(Buffer.from(rgb));
    const turned = await drawn().withIccProfile('p3').withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await readPictureFile(turned)).toMatchObject({ width: height, height: width });
  });

  it('tells a file that is cut short', async () => {
    const files = [drawn().png(), drawn().jpeg(), drawn().webp(), drawn().gif(), drawn().avif()];
    for (const file of files) {
      const bytes = await file.toBuffer();
      for (const share of [0.05, 0.6, 0.97]) {
        const cut = bytes.subarray(0, Math.floor(share * bytes.length));
        await expect(readPictureFile(cut)).rejects.toMatchObject({
          code: expect.stringMatching(/^PICTURE_(TRUNCATED|UNREADABLE)$/) as string,
        });
      }
    }
    const png = await drawn().png().toBuffer();
    const jpeg = await drawn().jpeg().toBuffer();
    for (const bytes of [png, jpeg]) {
      await expect(readPictureFile(bytes.subarray(0, -20))).rejects.toMatchObject({
        code: 'PICTURE_TRUNCATED',
      });
    }
  });

  it('refuses what is no picture, with advice', async () => {
    const text = (words: string) => new TextEncoder().encode(words);
    const cases: [Uint8Array, string, string][] = [
      [new Uint8Array(0), 'FILE_EMPTY', 'empty'],
      [text('Dear diary, today I painted nothing.'), 'PICTURE_UNREADABLE', 'no picture'],
      [text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'PICTURE_UNREADABLE', 'an SVG'],
      [text('%PDF-1.4 and more of it'), 'PICTURE_UNREADABLE', 'a PDF'],
      [Uint8Array.of(0x89), 'PICTURE_UNREADABLE', 'no picture'],
      [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'PICTURE_TRUNCATED', 'JPEG'],
    ];
    for (const [bytes, code, words] of cases) {
      const error = await readPictureFile(bytes).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
      expect((error as { advice: string }).advice).not.toBe('');
    }
  });

  it('refuses a picture of too many pixels before decoding it', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const chunks = [
      { type: 'IHDR', data: header },
      { type: 'IDAT', data: Buffer.alloc(9) },
      { type: 'IEND', data: Buffer.alloc(0) },
    ];
    await expect(readPictureFile(writePngChunks(chunks))).rejects.toMatchObject({ code: 'PICTURE_SIZE' });
  });

  it('refuses damaged pixels', async () => {
    const jpeg = Buffer.from(await drawn().jpeg().toBuffer());
    await expect(readPictureFile(jpeg.fill(0, 40, 300))).rejects.toMatchObject({
      code: 'PICTURE_UNREADABLE',
    });
  });
});
