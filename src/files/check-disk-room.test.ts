import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkDiskRoom, paintedBytes, pngBytes, type DiskRoom } from './check-disk-room.ts';

const MiB = 1024 ** 2;
const having = (bytes: number) => (): Promise<DiskRoom> =>
  Promise.resolve({ bsize: 4096, bavail: bytes / 4096 });

describe('checkDiskRoom', () => {
  it('lets pass what fits with room to spare', async () => {
    await expect(checkDiskRoom('/pictures', 100 * MiB, having(116 * MiB))).resolves.toBeUndefined();
  });

  it('refuses what does not, and says how much to free', async () => {
    await expect(checkDiskRoom('/pictures', 100 * MiB, having(50 * MiB))).rejects.toMatchObject({
      code: 'OUTPUT_DISK_FULL',
      message: 'The result may take 100 MiB, and the disk of “/pictures” has 50 MiB left.',
      advice: expect.stringContaining('Free 66 MiB') as string,
    });
    await expect(checkDiskRoom('/pictures', 100 * MiB, having(115 * MiB))).rejects.toMatchObject({
      code: 'OUTPUT_DISK_FULL',
    });
  });

  it('lets what is small be tried', async () => {
    await expect(checkDiskRoom('/pictures', 16 * MiB - 1, having(0))).resolves.toBeUndefined();
  });

  it('asks the real disk', async () => {
    await expect(checkDiskRoom(tmpdir(), 16 * MiB)).resolves.toBeUndefined();
    await expect(checkDiskRoom(tmpdir(), 2 ** 60)).rejects.toMatchObject({ code: 'OUTPUT_DISK_FULL' });
  });

  it('names a folder that is not there', async () => {
    const nowhere = join(tmpdir(), 'umber-no-such-folder');
    await expect(checkDiskRoom(nowhere, 16 * MiB)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });

  it('leaves a disk that tells nothing to the save itself', async () => {
    const silent = () => Promise.reject(Object.assign(new Error('not supported'), { code: 'ENOSYS' }));
    await expect(checkDiskRoom('/network', 2 ** 60, silent)).resolves.toBeUndefined();
  });
});

describe('pngBytes', () => {
  it('is as much as a picture of a size can take, and little more', async () => {
    const size = { width: 512, height: 512 };
    const noise = sharp(randomBytes(3 * 512 * 512), { raw: { ...size, channels: 3 } });
    const png = await noise.png().toBuffer();
    expect(pngBytes(size)).toBeGreaterThan(png.length);
    expect(pngBytes(size)).toBeLessThan(1.01 * png.length);
  });

  it('counts what a picture carries', () => {
    const carried = pngBytes({ width: 64, height: 64 });
    expect(pngBytes({ width: 64, height: 64 }, 3000) - carried).toBe(4000);
  });
});

describe('paintedBytes', () => {
  it('counts every picture, mask and layout that the request brings', () => {
    const size = { width: 64, height: 32 };
    const rgb = new Uint8Array(3 * 64 * 32);
    const plane = new Uint8Array(64 * 32);
    const conditions = {
      source: { ...size, rgb, strength: 1 },
      mask: { ...size, coverage: plane, feather: 0, context: 0 },
      layout: { ...size, classIds: plane },
    };
    expect(paintedBytes({ ...size, conditions })).toBe(pngBytes(size, rgb.length + 2 * plane.length));
  });
});
