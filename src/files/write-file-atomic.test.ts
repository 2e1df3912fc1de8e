import { execFileSync } from 'node:child_process';
import * as nodeFiles from 'node:fs/promises';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount } from '../../tests/support/can-mount.ts';
import { isUmberError } from '../shared/errors.ts';
import type { ErrorCode } from '../shared/errors.ts';
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

/** Real file operations of which the `failing`th fails, after half of the bytes where it is a write. */
function failingFiles(failing: number, code: string): { files: SaveFiles; calls: string[] } {
  const calls: string[] = [];
  const step = (name: string): void => {
    if (calls.push(name) - 1 === failing) throw Object.assign(new Error(code), { code });
  };
  const files: SaveFiles = {
    realpath: async (path) => {
      step('realpath');
      return nodeFiles.realpath(path);
    },
    stat: async (path) => {
      step('stat');
      return nodeFiles.stat(path);
    },
    rename: async (from, to) => {
      step('rename');
      return nodeFiles.rename(from, to);
    },
    link: async (existing, path) => {
      step('link');
      return nodeFiles.link(existing, path);
    },
    unlink: (path) => nodeFiles.unlink(path),
    open: async (path, flags, mode) => {
      step(`open ${flags}`);
      const handle = await nodeFiles.open(path, flags, mode);
      return {
        writeFile: async (bytes: Uint8Array) => {
          await handle.writeFile(bytes.subarray(0, bytes.length / 2));
          step('write');
          await handle.writeFile(bytes.subarray(bytes.length / 2));
        },
        sync: async () => {
          step('sync');
          await handle.sync();
        },
        chmod: async (fileMode: number) => {
          step('chmod');
          await handle.chmod(fileMode);
        },
        close: () => handle.close(),
      };
    },
  };
  return { files, calls };
}

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
    expect((await nodeFiles.lstat(link)).isSymbolicLink()).toBe(true);
  });

  it('leaves the old file whole and nothing else, whichever step fails and however', async () => {
    const codes: [string, ErrorCode][] = [
      ['ENOSPC', 'OUTPUT_DISK_FULL'],
      ['EDQUOT', 'OUTPUT_DISK_FULL'],
      ['EROFS', 'OUTPUT_READ_ONLY'],
      ['EACCES', 'OUTPUT_READ_ONLY'],
      ['EIO', 'OUTPUT_FAILED'],
      ['EMFILE', 'OUTPUT_FAILED'],
    ];
    for (const [code, expected] of codes) {
      for (let failing = 0; ; failing++) {
        await writeFile(target, oldBytes);
        const { files, calls } = failingFiles(failing, code);
        const error: unknown = await writeFileAtomic(target, newBytes, { files }).catch(
          (caught: unknown) => caught,
        );
        if (failing >= calls.length) {
          expect(error).toBeUndefined();
          expect(calls).toEqual([
            'realpath',
            'stat',
            'open wx',
            'write',
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
    const { files } = failingFiles(-1, '');
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
      ...failingFiles(-1, '').files,
      link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })),
    };
    expect(await writeNewFile(target, newBytes, { files })).toBe(true);
    expect(await readFile(target)).toEqual(newBytes);
    expect(await readdir(folder)).toEqual(['picture.png']);
  });

  it('leaves nothing when it fails or is cancelled', async () => {
    const { files } = failingFiles(1, 'ENOSPC');
    await expect(writeNewFile(target, newBytes, { files })).rejects.toMatchObject({
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
