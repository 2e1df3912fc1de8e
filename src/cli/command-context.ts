import type { Output } from './output.ts';

/** What every command is given beside its own arguments. */
export interface CommandContext {
  readonly output: Output;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}
