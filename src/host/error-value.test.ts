import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UmberError } from '../shared/errors.ts';
import { say, sentence } from '../shared/sentence.ts';
import { toErrorValue } from './error-value.ts';

const drawings = join(homedir(), 'drawings');

describe('toErrorValue', () => {
  it('names no home folder, however deep the sentence has it', () => {
    const error = new UmberError('OUTPUT_FAILED', sentence`Lost: ${sentence`what lies in ${drawings}`}.`, {
      advice: sentence`Look into ${[1, drawings]}.`,
      cause: new Error('secret'),
    });
    const value = toErrorValue(error);
    expect(say(value.message)).toBe(`Lost: what lies in ${join('~', 'drawings')}.`);
    expect(say(value.advice)).toBe(`Look into 1, ${join('~', 'drawings')}.`);
    expect(JSON.stringify(value)).not.toContain('secret');
  });

  it('makes a sentence of what is no error of ours', () => {
    expect(toErrorValue(new TypeError('odd'))).toMatchObject({
      code: 'INTERNAL',
      message: sentence`${'odd'}`,
    });
  });
});
