import sharp from 'sharp';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RgbPicture } from '../shared/events.ts';
import { palette, UNLABELLED } from '../shared/palette.ts';
import { toPlanes } from './encode-pixels.ts';
import type { Layout } from './layouts/layout-png.ts';
import type { LoadedPack } from './load-pack.ts';

/** Sides that the network takes are multiples of this, in pixels. */
const MULTIPLE = 16;
/** Its answer has one cell per so many pixels of a side. */
const FACTOR = 4;
/** Longest of the two sides that it is shown, as a multiple of the pack's native side: it knows things at that size. */
const LARGEST = 1.5;

/**
 * What a pack's segmenter sees in a picture: the likeliest class of each pixel, never unlabelled. The network looks at
 * a picture of about the pack's native size, and its answer is smoothed to the size of the picture that was given.
 *
 * @throws UmberError `PACK_CONDITION_MISSING`, `PACK_MODEL_INVALID`, `ENGINE_FAILED`
 */
export async function segmentPicture(loaded: LoadedPack, picture: RgbPicture): Promise<Layout> {
  const { width, height, rgb } = picture;
  if (rgb.length !== 3 * width * height) {
    throw new RangeError(`${rgb.length} bytes are not ${width}×${height} RGB pixels`);
  }
  const session = await loaded.segmenter();
  const seen = seenSize(picture, loaded.pack.manifest.sizes.native);
  const { data } = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(seen.width, seen.height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const results = await session.run({
    [session.inputs[0]?.name ?? 'sample']: {
      type: 'float32',
      dims: [1, 3, seen.height, seen.width],
      data: toPlanes(data),
    },
  });
  const logits = results[session.outputs[0]?.name ?? 'logits'];
  const cells = { width: seen.width / FACTOR, height: seen.height / FACTOR };
  const classes = logits?.dims[1] ?? 0;
  if (
    logits?.type !== 'float32' ||
    classes < 2 ||
    classes > palette.length ||
    logits.data.length !== classes * cells.width * cells.height
  ) {
    throw new UmberError('PACK_MODEL_INVALID', sentence`The pack's segmenter answers in another form.`, {
      advice: sentence`Use a pack made for this version of Umber.`,
    });
  }
  return { width, height, classIds: likeliestClasses(logits.data, classes, cells, { width, height }) };
}

/** The size at which the network looks: as large as the picture, within what the pack was made for. */
function seenSize(
  { width, height }: { width: number; height: number },
  [nativeWidth, nativeHeight]: readonly [number, number],
): { width: number; height: number } {
  const scale = Math.min(1, (LARGEST * Math.max(nativeWidth, nativeHeight)) / Math.max(width, height));
  const fitted = (side: number) => MULTIPLE * Math.max(1, Math.round((side * scale) / MULTIPLE));
  return { width: fitted(width), height: fitted(height) };
}

/** The class whose score, interpolated between the centres of cells, is highest at each pixel. */
function likeliestClasses(
  logits: Float32Array, // [classes, cells.height, cells.width]
  classes: number,
  cells: { width: number; height: number },
  size: { width: number; height: number },
): Uint8Array {
  const classIds = new Uint8Array(size.width * size.height);
  const columns = placesBetween(size.width, cells.width);
  const rows = placesBetween(size.height, cells.height);
  const best = new Float32Array(size.width);
  const row = new Float32Array(cells.width);
  for (let y = 0; y < size.height; y++) {
    const { low, high, share } = rows[y]!;
    best.fill(-Infinity);
    for (let id = UNLABELLED + 1; id < classes; id++) {
      const plane = id * cells.width * cells.height;
      for (let x = 0; x < cells.width; x++) {
        const above = logits[plane + low * cells.width + x]!;
        row[x] = above + share * (logits[plane + high * cells.width + x]! - above);
      }
      for (let x = 0; x < size.width; x++) {
        const place = columns[x]!;
        const left = row[place.low]!;
        const score = left + place.share * (row[place.high]! - left);
        if (score > best[x]!) {
          best[x] = score;
          classIds[y * size.width + x] = id;
        }
      }
    }
  }
  return classIds;
}

/** For each pixel of a side, the two cells whose centres it lies between, and how far it is from the first. */
function placesBetween(pixels: number, cells: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const at = Math.min(cells - 1, Math.max(0, ((pixel + 0.5) * cells) / pixels - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(cells - 1, low + 1), share: at - low };
  });
}
