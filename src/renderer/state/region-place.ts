import type { Rect } from '../../document/index.ts';
import type { Size } from './build-request.ts';

export type RegionPlace =
  | 'whole'
  | 'topLeft'
  | 'top'
  | 'topRight'
  | 'left'
  | 'middle'
  | 'right'
  | 'bottomLeft'
  | 'bottom'
  | 'bottomRight';

/** A side of the picture that is spanned by more than this has no left and right, or no top and bottom. */
const SPANNING_SHARE = 2 / 3;

/** Where in a picture a region lies, as one would say it; a key of the language files. */
export function placeOf({ x, y, width, height }: Rect, picture: Size): RegionPlace {
  const third = (start: number, length: number, whole: number) => {
    if (length > SPANNING_SHARE * whole) return undefined;
    return Math.min(2, Math.floor((3 * (start + length / 2)) / whole));
  };
  const column = third(x, width, picture.width);
  const row = third(y, height, picture.height);
  if (column === undefined && row === undefined) return 'whole';
  const places = [
    ['topLeft', 'top', 'topRight'],
    ['left', 'middle', 'right'],
    ['bottomLeft', 'bottom', 'bottomRight'],
  ] as const;
  return places[row ?? 1]![column ?? 1]!;
}
