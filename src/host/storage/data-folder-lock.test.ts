import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from './data-folder-lock.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-lock-'))));
afterEach(() => rm(folder, { recursive: true }));

const inUse = expect.objectContaining({ code: 'DATA_IN_USE' }) as Error;

describe('lockDataFolder', () => {
  it('keeps a second host away until the first lets go', async () => {
    const data = join(folder, 'deep', 'data');
    const lock = lockDataFolder(data);
    expect(() => lockDataFolder(data)).toThrow(inUse);
    expect(await readdir(data)).toEqual(['lock']);
    lock.release();
    lockDataFolder(data).release();
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, 'lock'))).mode & 0o777).toBe(0o600);
  });

  it('holds after this process asked for it a second time', () => {
    const lock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(inUse);
    const script = `
      import { lockDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'data-folder-lock.ts'))};
      try { lockDataFolder(${JSON.stringify(folder)}); console.log('taken'); } catch (error) { console.log(error.code); }`;
    const options = ['--input-type=module-typescript', '--eval', script];
    expect(execFileSync(process.execPath, options, { encoding: 'utf8' }).trim()).toBe('DATA_IN_USE');
    lock.release();
  });

  it('holds against another process, and is free as soon as that is killed', async () => {
    const script = `
      import { lockDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'data-folder-lock.ts'))};
      lockDataFolder(${JSON.stringify(folder)});
      gc();
      console.log('held');
      setInterval(() => {}, 1000);`;
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--input-type=module-typescript', '--eval', script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exit = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      expect(() => lockDataFolder(folder)).toThrow(inUse);
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    lockDataFolder(folder).release();
  });

  it('says what is wrong with a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => lockDataFolder(join(folder, 'file', 'data'))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^OUTPUT_/) as string }) as Error,
    );
  });
});
