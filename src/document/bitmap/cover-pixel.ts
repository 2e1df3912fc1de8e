/**
 * Writes a pixel as it was before, covered by `paint` as far as `cover` (1 to 255) says: a coverage goes towards the
 * painted one, a colour lies over what was there, and one of alpha 0 takes away from it.
 *
 * @param before the tile as it was, `undefined` for nothing; `at` is the pixel's first byte in it
 */
export function coverPixel(
  bytes: Uint8Array,
  index: number,
  before: Uint8Array | undefined,
  at: number,
  paint: Uint8Array,
  cover: number,
): void {
  if (paint.length === 1) {
    const old = before ? before[at]! : 0;
    bytes[index] = Math.round(old + ((paint[0]! - old) * cover) / 255);
    return;
  }
  const oldAlpha = before ? before[at + 3]! : 0;
  if (paint[3] === 0) {
    erase(bytes, index, before, at, Math.round((oldAlpha * (255 - cover)) / 255));
    return;
  }
  const over = (paint[3]! * cover) / 255;
  const under = (oldAlpha * (255 - over)) / 255;
  const alpha = over + under;
  for (let channel = 0; channel < 3; channel++) {
    const old = before ? before[at + channel]! : 0;
    bytes[index + channel] = Math.round((paint[channel]! * over + old * under) / alpha);
  }
  bytes[index + 3] = Math.round(alpha);
}

function erase(
  bytes: Uint8Array,
  index: number,
  before: Uint8Array | undefined,
  at: number,
  alpha: number,
): void {
  for (let channel = 0; channel < 3; channel++) {
    // What is not seen has no colour, so that erased tiles are empty ones.
    bytes[index + channel] = alpha > 0 && before ? before[at + channel]! : 0;
  }
  bytes[index + 3] = alpha;
}
