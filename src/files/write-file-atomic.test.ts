import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount } from '../../tests/support/can-mount.ts';
import { createFaultyFs, diskFaults } from '../../tests/support/faulty-fs.ts';
import { isUmberError } from '../shared/errors.ts';
import { writeFileAtomic, writeNewFile } from './write-file-atomic.ts';
import type { SaveFiles } from './write-file-atomic.ts';

const oldBytes = Buffer.from('the old picture');
const newBytes = Buffer.alloc(300_000, 7);

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-save-'));
  target = join(folder, 'picture.png');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeFileAtomic', () => {
  it('writes a new file, and leaves nothing beside it', async () => {
    await writeFileAtomic(target, newBytes);
    expect(await readFile(target)).toEqual(newBytes);
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('replaces a file and keeps its mode', async () => {
    await writeFile(target, oldBytes);
    await chmod(target, 0o640);
    await writeFileAtomic(target, newBytes);
    expect(await readFile(target)).toEqual(newBytes);
    expect((await stat(target)).mode & 0o777).toBe(0o640);
  });

  it('writes through a symbolic link', async () => {
    await writeFile(target, oldBytes);
    const link = join(folder, 'link.png');
    await symlink(target, link);
    await writeFileAtomic(link, newBytes);
    expect(await readFile(target)).toEqual(newBytes);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  it('leaves the old file whole and nothing else, whichever step fails and however', async () => {
    for (const [code, expected] of diskFaults) {
      for (let failing = 0; ; failing++) {
        await writeFile(target, oldBytes);
        const disk = createFaultyFs();
        disk.fail(failing, code);
        const error: unknown = await writeFileAtomic(target, newBytes, { files: disk.fs }).catch(
          (caught: unknown) => caught,
        );
        const { calls } = disk;
        if (failing >= calls.length) {
          expect(error).toBeUndefined();
          expect(calls).toEqual([
            'realpath',
            'stat',
            'open wx',
            'writeFile',
            'chmod',
            'sync',
            'rename',
            'open r',
            'sync',
          ]);
          break;
        }
        const where = `${code} at ${calls[failing]}`;
        expect(isUmberError(error, expected), where).toBe(true);
        // Only the flush of the folder comes after the change.
        const isAfter = failing > calls.indexOf('rename') && calls.includes('rename');
        expect(await readFile(target), where).toEqual(isAfter ? newBytes : oldBytes);
        expect(await readdir(folder), where).toEqual(['picture.png']);
      }
    }
  });

  it('writes nothing when it is cancelled before the end', async () => {
    await writeFile(target, oldBytes);
    const controller = new AbortController();
    const { fs: files } = createFaultyFs();
    const cancelling: SaveFiles = {
      ...files,
      open: async (path, flags, mode) => {
        controller.abort();
        return files.open(path, flags, mode);
      },
    };
    await expect(
      writeFileAtomic(target, newBytes, { signal: controller.signal, files: cancelling }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readFile(target)).toEqual(oldBytes);
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('says so when the folder is missing or the path is a folder', async () => {
    await expect(writeFileAtomic(join(folder, 'no', 'a.png'), newBytes)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('does not exist') as string,
    });
    await expect(writeFileAtomic(folder, newBytes)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringContaining('is a folder') as string,
    });
  });
});

describe('writeNewFile', () => {
  it('writes a new file, and leaves nothing beside it', async () => {
    expect(await writeNewFile(target, newBytes)).toBe(true);
    expect(await readFile(target)).toEqual(newBytes);
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('gives a name to only one of many that want it at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => writeNewFile(target, Buffer.alloc(1000, index))),
    );
    const winner = results.indexOf(true);
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await readFile(target)).toEqual(Buffer.alloc(1000, winner));
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('works where files cannot have two names', async () => {
    const files: SaveFiles = {
      ...createFaultyFs().fs,
      link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })),
    };
    expect(await writeNewFile(target, newBytes, { files })).toBe(true);
    expect(await readFile(target)).toEqual(newBytes);
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('leaves nothing when it fails or is cancelled', async () => {
    const disk = createFaultyFs();
    disk.fail(1, 'ENOSPC');
    await expect(writeNewFile(target, newBytes, { files: disk.fs })).rejects.toMatchObject({
      code: 'OUTPUT_DISK_FULL',
    });
    await expect(writeNewFile(target, newBytes, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe.skipIf(!canMount('saving to a full and a read-only volume'))(
  'writeFileAtomic on a real volume',
  () => {
    /** Saves from a process that sees `folder` as a small volume with an old picture in it. */
    function saveOnVolume(prepare: string): {
      code: string;
      message: string;
      oldIsWhole: boolean;
      names: string[];
    } {
      const script = `
      import { readFileSync, readdirSync } from 'node:fs';
      import { writeFileAtomic } from ${JSON.stringify(join(import.meta.dirname, 'write-file-atomic.ts'))};
      let failure = { code: 'NONE', message: '' };
      await writeFileAtomic(${JSON.stringify(target)}, new Uint8Array(300_000)).catch((error) => (failure = error));
      console.log(JSON.stringify({
        code: failure.code,
        message: failure.message,
        oldIsWhole: readFileSync(${JSON.stringify(target)}, 'utf8') === ${JSON.stringify(oldBytes.toString())},
        names: readdirSync(${JSON.stringify(folder)}),
      }));`;
      const setUp = `set -e
      mount -t tmpfs -o size=256k tmpfs "$1"
      printf %s "$2" > "$1/picture.png"
      ${prepare}
      exec "$3" --input-type=module-typescript --eval "$4"`;
      const output = execFileSync(
        'unshare',
        ['-rm', 'sh', '-c', setUp, 'sh', folder, oldBytes.toString(), process.execPath, script],
        { encoding: 'utf8' },
      );
      return JSON.parse(output) as ReturnType<typeof saveOnVolume>;
    }

    it('keeps the old file and cleans up when the disk is full', () => {
      expect(saveOnVolume('')).toEqual({
        code: 'OUTPUT_DISK_FULL',
        message: `There is no room left for “${target}”.`,
        oldIsWhole: true,
        names: ['picture.png'],
      });
    });

    it('keeps the old file when the volume is read-only', () => {
      expect(saveOnVolume('mount -o remount,ro "$1"')).toEqual({
        code: 'OUTPUT_READ_ONLY',
        message: `“${target}” cannot be written: the folder is read-only.`,
        oldIsWhole: true,
        names: ['picture.png'],
      });
    });
  },
);
