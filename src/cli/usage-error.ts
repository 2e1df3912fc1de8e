import type { CommanderError } from 'commander';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Wrong usage as an error like any other: `REQUEST_INVALID`. */
export function usageError({ message, code }: CommanderError): UmberError {
  if (code === 'commander.help')
    return new UmberError('REQUEST_INVALID', sentence`Nothing was asked for.`, {
      advice: sentence`Begin with "umber paint LAYOUT.png"; "umber paint --help" lists its options.`,
    });
  const complaint = message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new UmberError('REQUEST_INVALID', sentence`${complaint}`, {
    advice: sentence`Run "umber --help" to see the commands, and "umber paint --help" for the options of one.`,
  });
}
