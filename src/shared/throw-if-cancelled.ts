import { cancelled } from './errors.ts';

/**
 * Ends work that nobody wants any longer; called wherever work can stop without leaving a mess.
 *
 * @throws UmberError `CANCELLED` once the signal has aborted
 */
export function throwIfCancelled(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw cancelled();
}
