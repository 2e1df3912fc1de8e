import { describe, expect, it } from 'vitest';
import { parseGuidance, parseSize, parseWhole } from './parse-options.ts';

describe('options', () => {
  it('read whole numbers', () => {
    expect(parseWhole('20')).toBe(20);
    expect(parseWhole('0')).toBe(0);
    expect(parseWhole('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    for (const text of ['', ' ', '1.5', 'ten', '1e400', 'NaN']) {
      expect(() => parseWhole(text), text).toThrow('Not a whole number.');
    }
    for (const text of ['9007199254740993', '-9007199254740993']) {
      expect(() => parseWhole(text), text).toThrow('Beyond 9007199254740991');
    }
  });

  it('read sizes', () => {
    expect(parseSize('512x384')).toEqual({ width: 512, height: 384 });
    expect(parseSize('64×64')).toEqual({ width: 64, height: 64 });
    for (const text of ['512', '512x', 'x512', '-1x5', '5.5x5', '1x2x3']) {
      expect(() => parseSize(text), text).toThrow('Not a size');
    }
  });

  it('read guidance as one strength or by condition', () => {
    expect(parseGuidance('3')).toEqual({ text: 3, class: 3, layout: 3 });
    expect(parseGuidance('text=3, layout=1.5')).toEqual({ text: 3, layout: 1.5 });
    for (const text of ['', 'strong', 'text', 'text=', 'sound=2', 'text=3,,', '1,2']) {
      expect(() => parseGuidance(text), text).toThrow('Not a number');
    }
  });
});
