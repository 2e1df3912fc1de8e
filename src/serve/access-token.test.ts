import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccessToken, TOKEN_FILE } from './access-token.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-token-'));
  file = join(folder, TOKEN_FILE);
});
afterEach(() => rm(folder, { recursive: true }));

describe('openAccessToken', () => {
  it('makes 256 random bits that only their owner can read', async () => {
    const token = await openAccessToken(folder);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await readFile(file, 'utf8')).toBe(token);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('makes the data folder, for its owner alone', async () => {
    const inside = join(folder, 'new');
    await openAccessToken(inside);
    if (process.platform !== 'win32') expect((await stat(inside)).mode & 0o777).toBe(0o700);
  });

  it('stays from start to start until it is renewed', async () => {
    const token = await openAccessToken(folder);
    await chmod(file, 0o644);
    expect(await openAccessToken(folder)).toBe(token);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await openAccessToken(folder, { isRenewed: true })).not.toBe(token);
  });

  it('takes no short or damaged token from the file', async () => {
    for (const kept of ['', 'short', 'x'.repeat(44), '-'.repeat(42)]) {
      await writeFile(file, kept);
      expect(await openAccessToken(folder)).not.toBe(kept);
    }
  });

  it('says what to do where the folder cannot be written', async () => {
    await writeFile(join(folder, 'a-file'), '');
    await expect(openAccessToken(join(folder, 'a-file'))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
