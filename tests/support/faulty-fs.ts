import { nodeFs, type Fs, type FsHandle } from '../../src/host/storage/fs.ts';

/** Every way in which the disk refuses, and the code that a person is shown for it. */
export const diskFaults = [
  ['ENOSPC', 'OUTPUT_DISK_FULL'],
  ['EDQUOT', 'OUTPUT_DISK_FULL'],
  ['EROFS', 'OUTPUT_READ_ONLY'],
  ['EACCES', 'OUTPUT_READ_ONLY'],
  ['EIO', 'OUTPUT_FAILED'],
  ['EMFILE', 'OUTPUT_FAILED'],
  ['ESTALE', 'OUTPUT_FAILED'],
] as const;

/** Real file operations, counted, of which one or more fail. */
export interface FaultyFs {
  readonly fs: Fs;
  /** Names of the operations so far. */
  readonly calls: readonly string[];
  /** From now on: the `at`th operation fails, counted from 0 (and all that follow, where `isLasting`). */
  fail(at: number, code: string, options?: { isLasting?: boolean }): void;
  /** From now on nothing fails. */
  heal(): void;
}

/**
 * The disk of a test. A write that fails has written half of its bytes before; closing never fails, as on Linux.
 */
export function createFaultyFs(): FaultyFs {
  let calls: string[] = [];
  let failing = { at: -1, code: '', isLasting: false };
  const fails = (name: string): boolean => {
    const index = calls.push(name) - 1;
    return failing.at >= 0 && (failing.isLasting ? index >= failing.at : index === failing.at);
  };
  const fault = (): Error =>
    Object.assign(new Error(`${failing.code}: made by a test`), { code: failing.code });
  const step = (name: string): void => {
    if (fails(name)) throw fault();
  };

  const wrap = (handle: FsHandle): FsHandle => ({
    read: async (...args) => {
      step('read');
      return handle.read(...args);
    },
    write: async (bytes, offset, length, position) => {
      if (!fails('write')) return handle.write(bytes, offset, length, position);
      await handle.write(bytes, offset, Math.floor(length / 2), position);
      throw fault();
    },
    writeFile: async (bytes) => {
      if (!fails('writeFile')) return handle.writeFile(bytes);
      await handle.writeFile((bytes as Uint8Array).subarray(0, (bytes as Uint8Array).length / 2));
      throw fault();
    },
    sync: async () => {
      step('sync');
      await handle.sync();
    },
    datasync: async () => {
      step('datasync');
      await handle.datasync();
    },
    truncate: async (length) => {
      step('truncate');
      await handle.truncate(length);
    },
    chmod: async (mode) => {
      step('chmod');
      await handle.chmod(mode);
    },
    close: () => handle.close(),
  });

  const fs: Fs = {
    open: async (path, flags, mode) => {
      step(`open ${flags}`);
      return wrap(await nodeFs.open(path, flags, mode));
    },
    rename: async (from, to) => {
      step('rename');
      await nodeFs.rename(from, to);
    },
    link: async (existing, path) => {
      step('link');
      await nodeFs.link(existing, path);
    },
    unlink: async (path) => {
      step('unlink');
      await nodeFs.unlink(path);
    },
    realpath: async (path) => {
      step('realpath');
      return nodeFs.realpath(path);
    },
    stat: async (path) => {
      step('stat');
      return nodeFs.stat(path);
    },
    readFile: async (path) => {
      step('readFile');
      return nodeFs.readFile(path);
    },
    readdir: async (path) => {
      step('readdir');
      return nodeFs.readdir(path);
    },
    mkdir: async (path, options) => {
      step('mkdir');
      return nodeFs.mkdir(path, options);
    },
    rm: async (path, options) => {
      step('rm');
      await nodeFs.rm(path, options);
    },
  };
  return {
    fs,
    get calls() {
      return calls;
    },
    fail: (at, code, { isLasting = false } = {}) => {
      calls = [];
      failing = { at, code, isLasting };
    },
    heal: () => {
      calls = [];
      failing = { at: -1, code: '', isLasting: false };
    },
  };
}
