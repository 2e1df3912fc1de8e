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
  /** Without `other`, the left of the slider is the picture of the document, not its layout. */
  readonly isPictureBefore: boolean;
  /** `picture` is to be judged, and the masks have not changed since it came on show: their tint would lie over it. */
  readonly hidesMasks: boolean;
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

/** Four bytes per pixel to three; whatever is transparent shows the colour beneath. */
export function toRgb(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}

/** An RGB picture drawn at another size. */
export function resizeRgb(
  picture: RgbPicture,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const contextOf = (width: number, height: number) => {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('The browser has no canvas.');
    return context;
  };
  const from = contextOf(picture.width, picture.height);
  from.putImageData(toRgba(picture), 0, 0);
  const to = contextOf(size.width, size.height);
  to.imageSmoothingQuality = 'high';
  to.drawImage(from.canvas, 0, 0, size.width, size.height);
  return toRgb(new Uint8Array(to.getImageData(0, 0, size.width, size.height).data.buffer));
}
