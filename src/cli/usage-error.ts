import type { CommanderError } from 'commander';
import { UmberError } from '../shared/errors.ts';

/** Wrong usage as an error like any other: `REQUEST_INVALID`. */
export function usageError({ message, code }: CommanderError): UmberError {
  if (code === 'commander.help')
    return new UmberError('REQUEST_INVALID', 'Nothing was asked for.', {
      advice: 'Begin with "umber paint LAYOUT.png"; "umber paint --help" lists its options.',
    });
  return new UmberError('REQUEST_INVALID', message.replace(/^error: /, '').replaceAll('\n', ' '), { advice });
}

const advice = 'Run "umber --help" to see the commands, and "umber paint --help" for the options of one.';
