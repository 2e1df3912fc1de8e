/** Side of a pattern in pixels of a chunk; patterns repeat. */
export const PATTERN_SIDE = 16;

/** Whether a pattern has ink at a pixel; x and y are 0 to 15. */
type Ink = (x: number, y: number) => boolean;

const inBox = (x: number, y: number, left: number, top: number, side: number) =>
  x >= left && x < left + side && y >= top && y < top + side;

/** One motif per class of the palette, in its order, chosen to remind of the thing where a motif can. */
const motifs: readonly Ink[] = [
  // sky: far lines
  (_x, y) => y % 8 === 0,
  // cloud: rings
  (x, y) => Math.abs(Math.hypot(x - 7.5, y - 7.5) - 5) < 0.7,
  // mountain: peaks
  (x, y) => y % 8 === Math.abs(x - 8) % 8 && y < 8,
  // snow: stars
  (x, y) => [3, 11].some((at) => plus(x - at, y - at, 2)),
  // hill: soft arcs
  (x, y) => (y + Math.round(3 * Math.cos((x / 16) * 2 * Math.PI))) % 8 === 3,
  // forest: dense upright lines
  (x) => x % 4 === 0,
  // tree: triangles
  (x, y) => Math.abs(x - 8) * 2 <= y - 1 && y >= 1 && y <= 12,
  // grass: tufts
  (x, y) => (x % 8 === 2 && y % 8 < 4) || (x % 8 === 6 && (y + 4) % 8 < 4),
  // flowers: four petals around an eye
  (x, y) => [3, 11].some((at) => petals(x - at, y - at)),
  // sand: fine dots
  (x, y) => x % 4 === 1 && y % 4 === ((x >> 2) & 1 ? 3 : 1),
  // rock: cracks
  (x, y) => (x + y) % 16 === 0 || ((x - y + 16) % 16 === 6 && x > 4) || (y === 12 && x > 4 && x < 10),
  // sea: waves
  (x, y) => y % 4 === [0, 0, 1, 2, 2, 2, 1, 0][x % 8],
  // lake: broken level lines
  (x, y) => y % 4 === 0 && (x + (y % 8 === 0 ? 0 : 8)) % 16 < 9,
  // river: slanted waves
  (x, y) => (x - y + 16 + [0, 1, 1, 0][y % 4]!) % 8 < 2,
  // path: dashes in pairs
  (x, y) => (x % 8 === 1 || x % 8 === 4) && y % 8 < 5,
  // house: bricks
  (x, y) => y % 8 === 0 || (x + (y >= 8 ? 8 : 0)) % 16 === 0,
  // waterfall: pairs of falling lines
  (x) => x % 8 === 0 || x % 8 === 2,
  // bush: checks
  (x, y) => ((x >> 2) + (y >> 2)) % 2 === 0,
  // cliff: upright steps
  (x, y) => (y >= 8 ? x % 8 === 0 : x % 8 === 4) || (y % 8 === 0 && x % 8 <= 4),
  // earth: diagonals
  (x, y) => (x + y) % 8 === 0,
  // bridge: crossed diagonals
  (x, y) => (x + y) % 8 === 0 || (x - y + 16) % 8 === 0,
  // tower: squares
  (x, y) => inBox(x, y, 3, 3, 10) && !inBox(x, y, 5, 5, 6),
  // boat: the other diagonals, dense
  (x, y) => (x - y + 16) % 4 === 0,
  // fog: dotted lines
  (x, y) => y % 8 === 4 && x % 2 === 0,
];

/** A ring without its corners, and its middle. */
function petals(x: number, y: number): boolean {
  const [across, down] = [Math.abs(x), Math.abs(y)];
  return (across === 2 && down <= 1) || (down === 2 && across <= 1) || (across === 0 && down === 0);
}

function plus(x: number, y: number, arm: number): boolean {
  return (x === 0 && Math.abs(y) <= arm) || (y === 0 && Math.abs(x) <= arm);
}

/** The pattern of a class: 1 where it has ink, row by row. Classes beyond the list get one motif over another. */
export function classPattern(classId: number): Uint8Array {
  const pattern = new Uint8Array(PATTERN_SIDE * PATTERN_SIDE);
  if (classId === 0) return pattern;
  const first = motifs[(classId - 1) % motifs.length]!;
  const round = Math.floor((classId - 1) / motifs.length);
  const second = round === 0 ? undefined : motifs[(classId - 1 + 5 * round) % motifs.length];
  for (let y = 0; y < PATTERN_SIDE; y++) {
    for (let x = 0; x < PATTERN_SIDE; x++) {
      const hasInk = first(x, y) !== (second?.(x, y) ?? false);
      if (hasInk) pattern[y * PATTERN_SIDE + x] = 1;
    }
  }
  return pattern;
}
