import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/write-file-atomic.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** The file in the data folder that holds the token, readable by its owner alone. */
export const TOKEN_FILE = 'serve-token';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The token that a page needs, 256 bits from the system's generator. It stays from start to start, so that a page that
 * is open finds its host again after a restart; `isRenewed` makes another, and shuts all others out.
 *
 * @throws UmberError `OUTPUT_FAILED` where it cannot be kept
 */
export async function openAccessToken(dataFolder: string, { isRenewed = false } = {}): Promise<string> {
  const file = join(dataFolder, TOKEN_FILE);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const kept = isRenewed ? undefined : await readFile(file, 'utf8').catch(() => undefined);
    if (kept !== undefined && tokenPattern.test(kept)) {
      // A copy of the folder may have lost the mode.
      await chmod(file, 0o600);
      return kept;
    }
    // One that was there would keep its mode, and a link its target.
    await rm(file, { force: true });
    const token = randomBytes(32).toString('base64url');
    await writeFileAtomic(file, new TextEncoder().encode(token), { mode: 0o600 });
    return token;
  } catch (error) {
    throw new UmberError('OUTPUT_FAILED', sentence`The token of the browser mode could not be kept.`, {
      advice: sentence`Make the folder “${dataFolder}” writable, or name another with --data.`,
      cause: error,
    });
  }
}
