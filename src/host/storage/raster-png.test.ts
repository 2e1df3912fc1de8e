import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeRaster, encodeRaster, shrinkPng } from './raster-png.ts';

const bytes = (length: number, factor = 7) =>
  Uint8Array.from({ length }, (_, index) => (index * factor + (index >> 8)) & 255);

describe('the PNG of a layer', () => {
  it('gives every class id back', async () => {
    const raster = { width: 64, height: 40, channels: 1 as const, pixels: bytes(64 * 40, 1) };
    const png = await encodeRaster(raster);
    const decoded = await decodeRaster(png, 1, raster);
    expect(Buffer.from(decoded.pixels).equals(raster.pixels)).toBe(true);
    expect(new Set(decoded.pixels).size).toBe(256);
  });

  it('gives every colour back, also under alpha of nothing', async () => {
    const raster = { width: 33, height: 21, channels: 4 as const, pixels: bytes(33 * 21 * 4) };
    const decoded = await decodeRaster(await encodeRaster(raster), 4, raster);
    expect(Buffer.from(decoded.pixels).equals(raster.pixels)).toBe(true);
  });

  it('is the same file for the same pixels', async () => {
    const raster = { width: 5, height: 5, channels: 1 as const, pixels: bytes(25) };
    expect(await encodeRaster(raster)).toEqual(await encodeRaster(raster));
  });

  it('is refused where it has another size or kind', async () => {
    const raster = { width: 8, height: 8, channels: 1 as const, pixels: bytes(64) };
    const png = await encodeRaster(raster);
    const refusal = { code: 'PICTURE_UNREADABLE' };
    await expect(decodeRaster(png, 1, { width: 8, height: 9 })).rejects.toMatchObject(refusal);
    await expect(decodeRaster(png, 4, raster)).rejects.toMatchObject(refusal);
    const colour = await sharp(Buffer.from(png)).toColourspace('srgb').png().toBuffer();
    await expect(decodeRaster(colour, 1, raster)).rejects.toMatchObject(refusal);
  });

  it('cut or changed anywhere is refused with a code, or reads the same', async () => {
    const raster = { width: 16, height: 16, channels: 1 as const, pixels: bytes(256) };
    const png = await encodeRaster(raster);
    for (let index = 0; index < png.length; index++) {
      const changed = png.slice();
      changed[index]! ^= 0x41;
      for (const file of [changed, png.subarray(0, index)]) {
        const decoded = await decodeRaster(file, 1, raster).catch((error: unknown) => error);
        if (decoded instanceof Error) {
          expect(decoded, `${index}`).toMatchObject({
            code: expect.stringMatching(/^(PICTURE|FILE)_/) as string,
          });
        } else {
          expect(decoded, `${index}`).toMatchObject({ width: 16, height: 16 });
        }
      }
    }
  });
});

describe('shrinkPng', () => {
  it('makes a small WebP of a picture, and leaves a small one its size', async () => {
    const rgb = { raw: { width: 800, height: 400, channels: 3 as const } };
    const large = await sharp(bytes(800 * 400 * 3), rgb)
      .png()
      .toBuffer();
    expect(await sharp(await shrinkPng(large, 384)).metadata()).toMatchObject({
      format: 'webp',
      width: 384,
      height: 192,
    });
    const small = await sharp(bytes(30 * 20 * 3), { raw: { width: 30, height: 20, channels: 3 } })
      .png()
      .toBuffer();
    expect(await sharp(await shrinkPng(small, 384)).metadata()).toMatchObject({ width: 30, height: 20 });
  });

  it('decodes nothing but PNG', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
    await expect(shrinkPng(svg, 10)).rejects.toMatchObject({ code: 'PICTURE_NOT_PNG' });
    await expect(sharp(svg).png().toBuffer()).rejects.toThrow(/unsupported|blocked/);
  });
});
