import { describe, expect, it } from 'vitest';
import { sizeForLayout } from './size-for-layout.ts';

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
