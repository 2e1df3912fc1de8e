import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LaunchOptions } from './studio.ts';

const root = join(import.meta.dirname, '../../..');

/** `umber serve` in a process of its own, on the same port and data whenever it starts. */
export class HostProcess {
  readonly #options: LaunchOptions;
  #child: ChildProcess | undefined;
  #port = 0;
  /** The address that it printed, token included. */
  address = '';
  output = '';

  constructor(options: LaunchOptions) {
    this.#options = options;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const { dataFolder, packsFolder } = this.#options;
    const child = spawn(
      process.execPath,
      [
        ...[join(root, 'src/cli/umber.mjs'), 'serve', '--port', String(this.#port)],
        ...['--data', dataFolder, '--packs', packsFolder],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child = child;
    this.address = await new Promise((resolve, reject) => {
      let printed = '';
      const hear = (chunk: Buffer): void => {
        this.output += chunk.toString();
        printed += chunk.toString();
        const [, address] = /The studio is at (\S+)/.exec(printed) ?? [];
        if (address !== undefined) resolve(address);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`umber serve ended with ${code}:\n${printed}`)));
    });
    this.#port = Number(new URL(this.address).port);
  }

  /** Resolves once the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}
