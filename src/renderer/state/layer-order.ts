/** Where a layer goes by one place up (1) or down (-1) the stack; `undefined` at its end. */
export function moveToNeighbour(
  layers: readonly { readonly id: string }[],
  id: string,
  by: number,
): number | undefined {
  const place = layers.findIndex((layer) => layer.id === id);
  const next = place + by;
  return place >= 0 && next >= 0 && next < layers.length ? next : undefined;
}
