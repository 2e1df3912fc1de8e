import { vi } from 'vitest';

/** Stands in for the browser's decoding; each picture is ready when the test says so. */
export function stubDecoding() {
  const bitmaps: { close: () => void }[] = [];
  const finishing: (() => void)[] = [];
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(width: number, height: number) {
        this.data = new Uint8ClampedArray(width * height * 4);
      }
    },
  );
  vi.stubGlobal('createImageBitmap', () => {
    const bitmap = { close: vi.fn() };
    bitmaps.push(bitmap);
    return new Promise((resolve) => finishing.push(() => resolve(bitmap)));
  });
  return { bitmaps, finish: (number: number) => finishing[number]!() };
}
