import { homedir } from 'node:os';
import { toUmberError, type ErrorValue } from '../shared/errors.ts';
import type { Sentence, SentenceValue } from '../shared/sentence.ts';

/** Any thrown value as a renderer may see it: without stack, and without the name of anybody's home folder. */
export function toErrorValue(error: unknown): ErrorValue {
  const { code, message, advice } = toUmberError(error).value;
  return { code, message: withoutHome(message), advice: withoutHome(advice) };
}

function withoutHome({ pattern, values }: Sentence): Sentence {
  return { pattern, values: values.map(valueWithoutHome) };
}

function valueWithoutHome(value: SentenceValue): SentenceValue {
  if (typeof value === 'string') {
    const home = homedir();
    return home.length > 1 ? value.replaceAll(home, '~') : value;
  }
  if (typeof value === 'number') return value;
  return 'pattern' in value ? withoutHome(value) : value.map(valueWithoutHome);
}
