import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/**
 * Whether a test can have volumes of its own, full or read-only: that takes Linux, and a kernel which lets this user
 * have a namespace. Says loudly what is skipped where it cannot.
 */
export function canMount(what: string): boolean {
  const { status } = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], {
    stdio: 'ignore',
  });
  if (status !== 0) {
    process.stderr.write(`SKIPPED: ${what} needs \`unshare -rm\` and mounting tmpfs.\n`);
  }
  return status === 0;
}
