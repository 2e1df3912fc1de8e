import type { Layout } from '../engine/index.ts';

/** A layout at the size of a picture, as the engine shows it to the network: the nearest pixel counts. */
export function layoutAtSize(
  { width: fromWidth, height: fromHeight, classIds }: Layout,
  { width, height }: { readonly width: number; readonly height: number },
): Layout {
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * fromWidth) / width));
  const sized = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * fromHeight) / height) * fromWidth;
    for (const column of columns) sized[at++] = classIds[row + column]!;
  }
  return { width, height, classIds: sized };
}
