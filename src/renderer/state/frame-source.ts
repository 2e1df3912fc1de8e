import {
  boundsOf,
  compositePicture,
  intersection,
  readRegion,
  shifted,
  uniteMasks,
  type Bitmap,
  type Document,
  type DocumentLayer,
} from '../../document/index.ts';

/** What the visible picture layers show inside the frame. */
export interface FrameSource {
  readonly width: number;
  readonly height: number;
  /** RGB, row by row; mid grey where nothing is. */
  readonly rgb: Uint8Array;
  /** One byte per pixel: 0 where the picture is opaque, 255 where there is none. */
  readonly emptiness: Uint8Array;
  /** Share of the frame in which there is no picture, 0 to 1. */
  readonly emptyShare: number;
}

/** What is to be painted anew inside the frame. */
export interface FrameMask {
  /** Whence it comes: the layer in hand, all visible mask layers, or the selection. */
  readonly origin: 'layer' | 'layers' | 'selection';
  /** One byte per pixel of the frame, 0 to 255. */
  readonly coverage: Uint8Array;
  /** Share of the frame that is covered at all, 0 to 1. */
  readonly share: number;
}

/** What a mask may come from beside the document. */
export interface Hand {
  readonly activeLayerId: string;
  readonly selection: Bitmap | undefined;
}

/** Where nothing is painted, the model is told nothing bright and nothing dark. */
const EMPTY_COLOUR = 128;

/** The picture inside the frame, flattened; `undefined` where there is none at all. */
export function pictureInFrame(document: Document): FrameSource | undefined {
  if (!hasPictureInFrame(document)) return undefined;
  const { width, height } = document.frame;
  const rgba = compositePicture(document, document.frame);
  const rgb = new Uint8Array(width * height * 3);
  const emptiness = new Uint8Array(width * height);
  let empty = 0;
  for (let pixel = 0, from = 0, to = 0; pixel < emptiness.length; pixel++, from += 4, to += 3) {
    const alpha = rgba[from + 3]!;
    emptiness[pixel] = 255 - alpha;
    if (alpha === 0) empty++;
    for (let channel = 0; channel < 3; channel++) {
      const colour = rgba[from + channel]!;
      rgb[to + channel] =
        alpha === 255 ? colour : Math.round((colour * alpha + EMPTY_COLOUR * (255 - alpha)) / 255);
    }
  }
  if (empty === emptiness.length) return undefined;
  return { width, height, rgb, emptiness, emptyShare: empty / emptiness.length };
}

/** Whether a visible picture layer reaches into the frame: quick enough to be asked at every change. */
export function hasPictureInFrame({ layers, frame }: Document): boolean {
  return layers.some(({ kind, isVisible, bitmap, x, y }) => {
    if (kind !== 'picture' || !isVisible) return false;
    const bounds = boundsOf(bitmap);
    return bounds !== undefined && intersection(shifted(bounds, x, y), frame) !== undefined;
  });
}

/**
 * The mask inside the frame: of the mask layer in hand, else of all visible mask layers, else the selection; the first
 * of them that covers anything there. `undefined` where none does.
 */
export function maskInFrame(document: Document, { activeLayerId, selection }: Hand): FrameMask | undefined {
  const { layers, frame } = document;
  const masks = layers.filter(({ kind, isVisible }) => kind === 'mask' && isVisible);
  const inHand = masks.filter(({ id }) => id === activeLayerId);
  const united = (some: readonly DocumentLayer[]) => uniteMasks(some, frame);
  return (
    (inHand.length > 0 ? covering('layer', united(inHand)) : undefined) ??
    (masks.length > 0 ? covering('layers', united(masks)) : undefined) ??
    (selection && covering('selection', readRegion(selection, frame)))
  );
}

function covering(origin: FrameMask['origin'], coverage: Uint8Array): FrameMask | undefined {
  let covered = 0;
  for (const value of coverage) if (value > 0) covered++;
  return covered === 0 ? undefined : { origin, coverage, share: covered / coverage.length };
}
