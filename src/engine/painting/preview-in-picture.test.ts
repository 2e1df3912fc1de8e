import { expect, it } from 'vitest';
import { previewInPicture } from './preview-in-picture.ts';

it('shows what is painted where it lies, over the edge too, and the picture around it', () => {
  const [width, height] = [64, 32];
  const rgb = new Uint8Array(3 * width * height).fill(10);
  const coverage = Uint8Array.from({ length: width * height }, (_, i) =>
    i % width < 8 || i % width >= 56 ? 255 : 0,
  );
  // Two columns of cells, the one left and the other right of the edge, and something known beside them.
  const part = {
    width: 4,
    height: 4,
    rgb: Uint8Array.from({ length: 48 }, (_, i) => 100 + (Math.floor(i / 3) % 4)),
  };
  const region = { x: 48, y: 0, width: 32, height: 32 };
  const preview = previewInPicture(part, region, { width, height, rgb, coverage, wrap: 'horizontal' }, 8);
  expect([preview.width, preview.height]).toEqual([8, 4]);
  const row = Array.from({ length: 8 }, (_, x) => preview.rgb[3 * x]);
  expect(row).toEqual([102, 10, 10, 10, 10, 10, 10, 101]);
});
