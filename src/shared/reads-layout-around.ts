import type { PackManifest } from './pack-manifest.ts';

/**
 * Whether the layout of a hole is read from what lies around it: nothing else says what belongs in it, and the pack can
 * both see classes and follow them. The network then runs as with a layout.
 */
export function readsLayoutAround(
  { layout, source, mask }: { layout?: unknown; source?: { strength: number } | undefined; mask?: unknown },
  { components, conditions }: Pick<PackManifest, 'components' | 'conditions'>,
): boolean {
  const isOpen = mask !== undefined && layout === undefined && source?.strength === 1;
  return isOpen && components.segmenter !== undefined && conditions.layout !== undefined;
}
