import type { Frame } from '../../shared/document-format.ts';
import type { RgbPicture } from '../../shared/events.ts';

/** A picture laid over a part of the canvas, stretched to it. */
export interface FramePicture {
  readonly source: ImageBitmap;
  readonly frame: Frame;
}

/** What the canvas shows of painted pictures; none of it belongs to the document. */
export interface CanvasPictures {
  /** Over everything, until it is accepted or dismissed. */
  readonly picture: FramePicture | undefined;
  /** On the left of the compare slider; the layout where absent. */
  readonly other: FramePicture | undefined;
  /** A picture is being painted for the frame: a busy mark there. */
  readonly isPainting: boolean;
  /** The document has changed since `picture` was painted. */
  readonly isStale: boolean;
}

/** Three bytes per pixel to four, opaque. */
export function toRgba({ width, height, rgb }: RgbPicture): ImageData {
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  // Little-endian, as every machine that a browser runs on is.
  for (let pixel = 0, byte = 0; pixel < words.length; pixel++, byte += 3) {
    words[pixel] = 0xff000000 | (rgb[byte + 2]! << 16) | (rgb[byte + 1]! << 8) | rgb[byte]!;
  }
  return image;
}
