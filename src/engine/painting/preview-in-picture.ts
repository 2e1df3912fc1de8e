import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import { wrapped } from '../cell-region.ts';
import type { Region } from '../pictures/cut-region.ts';
import type { Preview } from '../preview.ts';

/** A picture of which a part is being painted. */
interface PartlyPainted extends Size {
  /** RGB, row by row. */
  readonly rgb: Uint8Array;
  /** One byte per pixel: what is being painted. */
  readonly coverage: Uint8Array;
  readonly wrap: Wrap | undefined;
}

/**
 * The preview of a part as one of the whole picture: what is covered from the part, the rest from the picture.
 *
 * @param factor pixels per pixel of the preview, in each direction
 */
export function previewInPicture(
  part: Preview,
  region: Region,
  picture: PartlyPainted,
  factor: number,
): Preview {
  const width = Math.ceil(picture.width / factor);
  const height = Math.ceil(picture.height / factor);
  const rgb = new Uint8Array(3 * width * height);
  const middle = (index: number, size: number) => Math.min(index * factor + (factor >> 1), size - 1);
  const within = (at: number, start: number, size: number, isWrapped: boolean) =>
    isWrapped ? wrapped(at - start, size) : at - start;
  for (let row = 0, to = 0; row < height; row++) {
    const y = middle(row, picture.height);
    const j = within(y, region.y, picture.height, picture.wrap === 'both');
    for (let column = 0; column < width; column++, to += 3) {
      const x = middle(column, picture.width);
      const i = within(x, region.x, picture.width, picture.wrap !== undefined);
      const pixel = y * picture.width + x;
      const isPart = i >= 0 && j >= 0 && i < region.width && j < region.height;
      const isPainted = isPart && picture.coverage[pixel]! > 0;
      const from = isPainted
        ? Math.floor(((j + 0.5) * part.height) / region.height) * part.width +
          Math.floor(((i + 0.5) * part.width) / region.width)
        : pixel;
      rgb.set((isPainted ? part.rgb : picture.rgb).subarray(3 * from, 3 * from + 3), to);
    }
  }
  return { width, height, rgb };
}
