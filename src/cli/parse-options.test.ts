import { describe, expect, it } from 'vitest';
import { parseGuidance, parseSize, parseWhole } from './parse-options.ts';
import { sizeForLayout } from './picture-size.ts';

describe('options', () => {
  it('read whole numbers', () => {
    expect(parseWhole('20')).toBe(20);
    expect(parseWhole('0')).toBe(0);
    expect(parseWhole('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    for (const text of ['', ' ', '1.5', 'ten', '9007199254740993', '1e400', 'NaN']) {
      expect(() => parseWhole(text), text).toThrow('Not a whole number.');
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

describe('sizeForLayout', () => {
  const sizes = { native: [256, 256], multiple: 32, min: 64, max: 1024 } satisfies Parameters<
    typeof sizeForLayout
  >[1];

  it('keeps the shape at about the native number of pixels', () => {
    expect(sizeForLayout({ width: 512, height: 512 }, sizes)).toEqual({ width: 256, height: 256 });
    expect(sizeForLayout({ width: 1920, height: 1080 }, sizes)).toEqual({ width: 352, height: 192 });
    expect(sizeForLayout({ width: 100, height: 200 }, sizes)).toEqual({ width: 192, height: 352 });
  });

  it('stays within what the pack can do, however long the layout', () => {
    expect(sizeForLayout({ width: 16384, height: 1 }, sizes)).toEqual({ width: 1024, height: 64 });
    expect(sizeForLayout({ width: 1, height: 16384 }, sizes)).toEqual({ width: 64, height: 1024 });
  });
});
