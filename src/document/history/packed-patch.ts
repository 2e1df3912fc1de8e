import type { Patch, PatchOperation, Tile } from '../../shared/document-format.ts';

/** A patch whose tiles are held as runs of equal pixels: small where classes are painted, and slower to use. */
export interface PackedPatch {
  readonly operations: readonly PackedOperation[];
}

type PackedOperation = PatchOperation & { readonly packed?: readonly PackedTile[] };

interface PackedTile {
  readonly column: number;
  readonly row: number;
  readonly length: number;
  readonly channels: 1 | 4;
  /** For each run its length less one in two bytes, then the pixel; absent where that would not be smaller. */
  readonly runs: Uint8Array | undefined;
  readonly pixels: Uint8Array | undefined;
}

const OPERATION_BYTES = 200;
const TILE_BYTES = 100;

/** About how much memory a patch takes. */
export function patchBytes(patch: Patch): number {
  return patch.reduce((sum, operation) => {
    const tiles = 'tiles' in operation ? operation.tiles : [];
    return tiles.reduce((own, { pixels }) => own + TILE_BYTES + pixels.length, sum + OPERATION_BYTES);
  }, 0);
}

/** About how much memory a packed patch takes. */
export function packedBytes({ operations }: PackedPatch): number {
  return operations.reduce(
    (sum, { packed = [] }) =>
      packed.reduce(
        (own, { runs, pixels }) => own + TILE_BYTES + (runs ?? pixels)!.length,
        sum + OPERATION_BYTES,
      ),
    0,
  );
}

/** The patch made small. */
export function packPatch(patch: Patch): PackedPatch {
  return {
    operations: patch.map((operation) =>
      'tiles' in operation ? { ...operation, tiles: [], packed: operation.tiles.map(packTile) } : operation,
    ),
  };
}

/** The patch as it was, byte for byte. */
export function unpackPatch({ operations }: PackedPatch): Patch {
  return operations.map(({ packed, ...operation }) =>
    packed && 'tiles' in operation ? { ...operation, tiles: packed.map(unpackTile) } : operation,
  );
}

function packTile({ column, row, pixels }: Tile): PackedTile {
  const { length } = pixels;
  // One pixel's bytes are as small as they can be; whole tiles tell by their size how many channels they have.
  const channels = length % 65536 === 0 ? 4 : 1;
  const runs = length > 4 ? encodeRuns(pixels, channels) : undefined;
  return { column, row, length, channels, runs, pixels: runs ? undefined : pixels };
}

function unpackTile({ column, row, length, channels, runs, pixels }: PackedTile): Tile {
  return { column, row, pixels: runs ? decodeRuns(runs, length, channels) : pixels! };
}

/** `undefined` where runs are not at least a quarter smaller than the pixels. */
function encodeRuns(pixels: Uint8Array, channels: 1 | 4): Uint8Array | undefined {
  const limit = Math.floor(pixels.length * 0.75);
  const runs = new Uint8Array(limit);
  const size = 2 + channels;
  let length = 0;
  for (let start = 0; start < pixels.length;) {
    let end = start + channels;
    while (end < pixels.length && isRepeated(pixels, end, channels)) end += channels;
    if (length + size > limit) return undefined;
    const count = (end - start) / channels - 1;
    runs[length] = count & 255;
    runs[length + 1] = count >> 8;
    for (let channel = 0; channel < channels; channel++)
      runs[length + 2 + channel] = pixels[start + channel]!;
    length += size;
    start = end;
  }
  return runs.slice(0, length);
}

function isRepeated(pixels: Uint8Array, index: number, channels: 1 | 4): boolean {
  if (channels === 1) return pixels[index] === pixels[index - 1];
  return (
    pixels[index] === pixels[index - 4] &&
    pixels[index + 1] === pixels[index - 3] &&
    pixels[index + 2] === pixels[index - 2] &&
    pixels[index + 3] === pixels[index - 1]
  );
}

function decodeRuns(runs: Uint8Array, length: number, channels: 1 | 4): Uint8Array {
  const pixels = new Uint8Array(length);
  let to = 0;
  for (let index = 0; index < runs.length; index += 2 + channels) {
    const end = to + (runs[index]! + runs[index + 1]! * 256 + 1) * channels;
    const pixel = runs.subarray(index + 2, index + 2 + channels);
    if (channels === 1) pixels.fill(pixel[0]!, to, end);
    else for (let at = to; at < end; at += 4) pixels.set(pixel, at);
    to = end;
  }
  return pixels;
}
