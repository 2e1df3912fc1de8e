import { ade20k, cocoStuff, palette, parseColour, UNLABELLED } from '../../shared/palette.ts';
import type { ForeignPalette } from '../../shared/palette.ts';
import { toOklab } from './oklab.ts';
import type { Oklab } from './oklab.ts';

/** Whose classes a layout file uses. */
export type ClassSet = 'umber' | 'coco-stuff' | 'ade20k';

/** A class as a file names it, and what it is to us. */
export interface SourceClass {
  readonly id: number;
  readonly name: string;
  /** Our class; 0 where it has no relative or is "unlabelled" itself. */
  readonly umber: number;
}

/** One way to read numbers as classes. */
export interface IdTable {
  readonly classes: ClassSet;
  readonly title: string;
  /** What a number stands for, or `undefined` where the set has no such number. */
  classOf(value: number): SourceClass | undefined;
}

/** A class and the colour that stands for it. */
export interface ColourEntry extends SourceClass {
  /** Packed as 0xRRGGBB. */
  readonly rgb: number;
  readonly oklab: Oklab;
}

/** One way to read colours as classes; no two entries share a colour. */
export interface ColourTable {
  readonly classes: ClassSet;
  readonly title: string;
  readonly entries: readonly ColourEntry[];
}

const ours: readonly SourceClass[] = palette.map(({ id, name }) => ({ id, name, umber: id }));

/** In the order in which they are tried. */
export const idTables: readonly IdTable[] = [
  {
    classes: 'umber',
    title: 'Umber class ids',
    classOf: (value) => ours[value === 255 ? UNLABELLED : value],
  },
  {
    classes: 'coco-stuff',
    title: 'COCO-Stuff annotation pixels (id − 1)',
    classOf: (value) => fromPixel(cocoStuff, value),
  },
  { classes: 'coco-stuff', title: 'COCO-Stuff ids', classOf: (value) => cocoStuff.classes[value] },
  {
    classes: 'ade20k',
    title: 'ADE20K ids',
    classOf: (value) => fromPixel(ade20k, value === 255 ? ade20k.unlabelledPixel : value),
  },
];

/** In the order in which they are tried. */
export const colourTables: readonly ColourTable[] = [
  table(
    'umber',
    'Umber colours',
    palette.map(({ id, name, colour }) => ({ id, name, umber: id, colour })),
  ),
  table('coco-stuff', 'COCO-Stuff colours (GauGAN)', cocoStuff.classes),
  table(
    'coco-stuff',
    'COCO-Stuff colours (mmsegmentation)',
    cocoStuff.classes.flatMap(({ alternate, ...entry }) => {
      if (entry.id === UNLABELLED) return [entry];
      return alternate === undefined ? [] : [{ ...entry, colour: alternate }];
    }),
  ),
  table('ade20k', 'ADE20K colours', ade20k.classes),
];

function fromPixel(foreign: ForeignPalette, value: number): SourceClass | undefined {
  if (value === foreign.unlabelledPixel) return foreign.classes[UNLABELLED];
  const id = value - foreign.pixelOffset;
  return id > 0 ? foreign.classes[id] : undefined;
}

function table(
  classes: ClassSet,
  title: string,
  rows: readonly (SourceClass & { readonly colour: string })[],
): ColourTable {
  const byColour = new Map<number, ColourEntry>();
  for (const { id, name, umber, colour } of rows) {
    const [red, green, blue] = parseColour(colour);
    const rgb = (red << 16) | (green << 8) | blue;
    const known = byColour.get(rgb);
    // Where a published table gives two classes one colour, the one that we can paint is meant; black is nothing.
    if (known === undefined || (known.umber === 0 && umber !== 0 && known.id !== UNLABELLED)) {
      byColour.set(rgb, { id, name, umber, rgb, oklab: toOklab(rgb) });
    }
  }
  return { classes, title, entries: [...byColour.values()] };
}
