import { findDisagreement, scoreLayout, type Layout, type LayoutFidelity } from '../../document/index.ts';
import { layoutAtSize, pictureAtSize, sizeWithin } from './new-layers.ts';
import { readClasses, type ClassReader } from './read-classes.ts';
import type { Variant } from './results.svelte.ts';

/** A variant beside the layout it was painted from, both at the size at which they were compared. */
export interface ComparedVariant {
  readonly asked: Layout;
  readonly fidelity: LayoutFidelity;
  /** 1 where the picture shows something else over more than a sliver, 0 elsewhere; row by row. */
  readonly differs: Uint8Array;
}

/** Longest side at which they are compared: finer than a segmenter's cells, and small enough to keep a strip of them. */
const COMPARED_SIDE = 512;
/** A segmenter answers in cells of about this many pixels then: what is thinner is its uncertainty along an edge. */
const LEAST_WIDTH = 6;

/**
 * Reads the layout that a variant carries and what a segmenter sees in its picture.
 *
 * @returns `undefined` where it was painted without a layout
 * @throws UmberError those of `pictures.readResult` and `pictures.segment`
 */
export async function compareVariant(
  reader: ClassReader,
  { item, file }: Variant,
): Promise<ComparedVariant | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { layout } = await reader.host.ask('pictures.readResult', { bytes, wanted: ['layout'] });
  if (!layout) return undefined;
  const size = sizeWithin(item, COMPARED_SIDE);
  const source = await createImageBitmap(file);
  const rgba = pictureAtSize(source, size.width, size.height);
  source.close();
  const seen = await readClasses(reader, size, rgba, item.pack);
  const asked = { ...size, classIds: layoutAtSize(layout, size.width, size.height) };
  const fidelity = scoreLayout(asked, seen);
  return fidelity && { asked, fidelity, differs: findDisagreement(asked, seen, LEAST_WIDTH) };
}
