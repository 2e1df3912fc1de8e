import { describe, expect, it } from 'vitest';
import { errorCodes, isUmberError, toUmberError, UmberError } from './errors.ts';
import { sentence } from './sentence.ts';

describe('UmberError', () => {
  it('carries code, message, advice and cause', () => {
    const cause = new Error('inner');
    const error = new UmberError('PACK_NOT_FOUND', sentence`No pack named x.`, {
      advice: sentence`Run umber packs.`,
      cause,
    });
    expect(error).toMatchObject({
      code: 'PACK_NOT_FOUND',
      message: 'No pack named x.',
      advice: 'Run umber packs.',
    });
    expect(error.cause).toBe(cause);
    expect(error.exitCode).toBe(4);
  });

  it('crosses a process boundary without stack or cause', () => {
    const error = new UmberError('INTERNAL', sentence`broken`, {
      advice: sentence`Mend it.`,
      cause: new Error('secret'),
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'INTERNAL',
      message: 'broken',
      advice: 'Mend it.',
    });
  });

  it('gives every code a documented exit status', () => {
    for (const code of errorCodes) {
      expect([1, 2, 3, 4, 5, 6, 130]).toContain(
        new UmberError(code, sentence``, { advice: sentence`` }).exitCode,
      );
    }
  });
});

describe('toUmberError', () => {
  it('keeps an UmberError as it is', () => {
    const error = new UmberError('FILE_EMPTY', sentence`empty`, { advice: sentence`Save it again.` });
    expect(toUmberError(error)).toBe(error);
  });

  it('turns an abort into CANCELLED and anything else into INTERNAL', () => {
    const controller = new AbortController();
    controller.abort();
    expect(isUmberError(toUmberError(controller.signal.reason), 'CANCELLED')).toBe(true);
    expect(toUmberError(new TypeError('x')).code).toBe('INTERNAL');
    expect(toUmberError('text').message).toBe('text');
  });

  it('always has advice', () => {
    for (const thrown of [new DOMException('', 'AbortError'), new TypeError('x'), undefined]) {
      expect(toUmberError(thrown).advice).not.toBe('');
    }
  });
});
