/** Where the nearest seed of each pixel of a row is; both -1 where there is no seed at all. */
export type VisitRow = (y: number, nearestX: Int32Array, nearestY: Int32Array) => void;

/**
 * The exactly nearest seed of every pixel, by Euclidean distance; of several equally near ones always the same.
 * Time grows with the number of pixels alone.
 *
 * @param isSeed one byte per pixel, row by row; not 0 for a seed; at most 32767 rows
 * @param wantsRow rows that need not be visited are passed over
 * @source Meijster, Roerdink and Hesselink 2000, A general algorithm for computing distance transforms in linear time
 */
export function nearestSeeds(
  isSeed: Uint8Array,
  width: number,
  height: number,
  visit: VisitRow,
  wantsRow: (y: number) => boolean = () => true,
): void {
  const rows = nearestInColumns(isSeed, width, height);
  const nearestX = new Int32Array(width);
  const nearestY = new Int32Array(width);
  // Columns whose seed is nearest from some place of the row on, and that place.
  const columns = new Int32Array(width);
  const starts = new Int32Array(width);
  const squares = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    if (!wantsRow(y)) continue;
    const line = y * width;
    let last = -1;
    for (let column = 0; column < width; column++) {
      const row = rows[line + column]!;
      if (row < 0) continue;
      const square = (y - row) * (y - row);
      squares[column] = square;
      let start = 0;
      while (last >= 0) {
        const rival = columns[last]!;
        const from = starts[last]!;
        const rivalSquare = squares[rival]!;
        if ((from - rival) * (from - rival) + rivalSquare > (from - column) * (from - column) + square) {
          last--;
          continue;
        }
        const apart = column - rival;
        start = 1 + Math.floor((apart * (column + rival) + square - rivalSquare) / (2 * apart));
        break;
      }
      if (start >= width) continue;
      last++;
      columns[last] = column;
      starts[last] = start;
    }
    if (last < 0) {
      nearestX.fill(-1);
      nearestY.fill(-1);
    }
    for (let column = width - 1, part = last; column >= 0 && part >= 0; column--) {
      const nearest = columns[part]!;
      nearestX[column] = nearest;
      nearestY[column] = rows[line + nearest]!;
      if (column === starts[part]) part--;
    }
    visit(y, nearestX, nearestY);
  }
}

/** The row of the nearest seed in the same column, -1 for none. */
function nearestInColumns(isSeed: Uint8Array, width: number, height: number): Int16Array {
  const rows = new Int16Array(width * height);
  const latest = new Int16Array(width).fill(-1);
  for (let y = 0; y < height; y++) {
    const line = y * width;
    for (let x = 0; x < width; x++) {
      if (isSeed[line + x] !== 0) latest[x] = y;
      rows[line + x] = latest[x]!;
    }
  }
  latest.fill(-1);
  for (let y = height - 1; y >= 0; y--) {
    const line = y * width;
    for (let x = 0; x < width; x++) {
      if (isSeed[line + x] !== 0) latest[x] = y;
      const below = latest[x]!;
      const above = rows[line + x]!;
      if (below >= 0 && (above < 0 || below - y < y - above)) rows[line + x] = below;
    }
  }
  return rows;
}

/**
 * Gives every pixel of one value the value of the nearest pixel of another, in place.
 *
 * @returns false where there is no other value, and nothing is changed
 */
export function replaceByNearest(values: Uint8Array, width: number, height: number, gone: number): boolean {
  const box = boundsOfValue(values, width, height, gone);
  if (!box) return true;
  // All around the box are other values, and one of those is always nearer than what lies beyond.
  const left = Math.max(0, box.left - 1);
  const top = Math.max(0, box.top - 1);
  const boxWidth = Math.min(width, box.right + 1) - left;
  const boxHeight = Math.min(height, box.bottom + 1) - top;
  const isSeed = new Uint8Array(boxWidth * boxHeight);
  let hasSeed = false;
  for (let y = 0; y < boxHeight; y++) {
    const line = (top + y) * width + left;
    for (let x = 0; x < boxWidth; x++) {
      if (values[line + x] === gone) continue;
      isSeed[y * boxWidth + x] = 1;
      hasSeed = true;
    }
  }
  if (!hasSeed) return false;
  const hasGap = (y: number) => isSeed.subarray(y * boxWidth, (y + 1) * boxWidth).includes(0);
  const fillRow = (y: number, nearestX: Int32Array, nearestY: Int32Array) => {
    const line = (top + y) * width + left;
    for (let x = 0; x < boxWidth; x++) {
      if (isSeed[y * boxWidth + x] !== 0) continue;
      values[line + x] = values[(top + nearestY[x]!) * width + left + nearestX[x]!]!;
    }
  };
  nearestSeeds(isSeed, boxWidth, boxHeight, fillRow, hasGap);
  return true;
}

/** The smallest box around all pixels of one value, `right` and `bottom` being one beyond; `undefined` without any. */
export function boundsOfValue(
  values: Uint8Array,
  width: number,
  height: number,
  value: number,
): { left: number; top: number; right: number; bottom: number } | undefined {
  let left = width;
  let right = 0;
  let top = -1;
  let bottom = 0;
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(value);
    if (first < 0) continue;
    if (top < 0) top = y;
    bottom = y + 1;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(value) + 1);
  }
  return top < 0 ? undefined : { left, top, right, bottom };
}
