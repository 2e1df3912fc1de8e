import type { Document } from '../../document/index.ts';
import type { Frame } from '../../shared/document-format.ts';
import type { Size } from './build-request.ts';

/** A picture is made smaller than this for no canvas: little would be left of it. */
const LEAST_SCALE = 0.5;
/** Nor is the frame made smaller than this share of what the canvas holds, only to be on a model's multiples. */
const LEAST_SHARE = 0.75;
/** So far may the sides on a model's multiples be from a picture's shape: less than can be seen. */
const TOLERANCE = 0.01;

/**
 * The frame that takes in what a picture was made of, in its shape and around where the frame is: as large as the picture
 * or, of a small one, as the frame has room for; smaller where the canvas is.
 *
 * @param multiple  of the sides, where the picture's own do not fit
 * @returns `undefined` where the canvas is too small, or of too different a shape, to hold it sensibly
 */
export function frameForPicture(
  { width, height, frame }: Pick<Document, 'width' | 'height' | 'frame'>,
  picture: Size,
  multiple: number,
): Frame | undefined {
  const most = Math.min(width / picture.width, height / picture.height);
  const wanted = Math.max(1, Math.min(frame.width / picture.width, frame.height / picture.height));
  const scale = Math.min(most, wanted);
  if (scale < LEAST_SCALE) return undefined;
  const size = scale === 1 ? picture : sizeNear(picture, scale, multiple);
  const isAsBefore = Math.abs(frame.width - size.width) < multiple && isShape(frame, picture);
  if (isAsBefore) return frame;
  const around = (start: number, length: number, next: number, canvas: number) =>
    Math.round(Math.min(Math.max(0, start + (length - next) / 2), canvas - next));
  return {
    x: around(frame.x, frame.width, size.width, width),
    y: around(frame.y, frame.height, size.height, height),
    width: size.width,
    height: size.height,
  };
}

/** The largest size on the multiples that is the picture's shape to the eye, else the picture's own shape to the pixel. */
function sizeNear(picture: Size, scale: number, multiple: number): Size {
  const most = { width: picture.width * scale, height: picture.height * scale };
  for (
    let width = Math.floor(most.width / multiple) * multiple;
    width > most.width * LEAST_SHARE;
    width -= multiple
  ) {
    const height = Math.round((width * picture.height) / picture.width / multiple) * multiple;
    if (height > 0 && height <= most.height && isShape({ width, height }, picture)) return { width, height };
  }
  return {
    width: Math.max(1, Math.floor(most.width)),
    height: Math.max(1, Math.floor(most.height)),
  };
}

function isShape(size: Size, other: Size): boolean {
  return Math.abs((size.width * other.height) / (size.height * other.width) - 1) < TOLERANCE;
}
