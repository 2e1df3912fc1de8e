import { homedir } from 'node:os';
import { toUmberError, type ErrorCode } from '../shared/errors.ts';

/** An error as a renderer may see it: without stack, and without the name of anybody's home folder. */
export interface ErrorValue {
  code: ErrorCode;
  message: string;
  advice: string;
}

/** Any thrown value as what crosses the boundary. */
export function toErrorValue(error: unknown): ErrorValue {
  const { code, message, advice } = toUmberError(error).toJSON();
  return { code, message: withoutHome(message), advice: withoutHome(advice) };
}

function withoutHome(text: string): string {
  const home = homedir();
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}
