import ade20kData from '../../resources/palettes/ade20k.json' with { type: 'json' };
import cocoStuffData from '../../resources/palettes/coco-stuff.json' with { type: 'json' };
import umberData from '../../resources/palettes/umber.json' with { type: 'json' };

/** Class id of a pixel where nothing is painted. */
export const UNLABELLED = 0;

/** One thing that can be painted. Ids are stored in projects and pictures: never renumbered, only appended. */
export interface PaletteClass {
  readonly id: number;
  readonly name: string;
  /** `#rrggbb`, for display and for layouts saved as colours. */
  readonly colour: string;
  /** The same thing in COCO-Stuff's labels.txt numbering, best first; empty where it has none. */
  readonly coco: readonly number[];
  /** The same thing in ADE20K's SceneParse150 numbering, best first; empty where it has none. */
  readonly ade20k: readonly number[];
}

/** A class of another data set, and the class of ours that it is read as. */
export interface ForeignClass {
  readonly id: number;
  readonly name: string;
  /** Our class id; 0 where the class has no relative here. */
  readonly umber: number;
  readonly colour: string;
  /** Its colour in a second published table, where there is one. */
  readonly alternate?: string;
}

/** Another data set's classes. `pixelOffset` is what its annotation PNGs add to an id. */
export interface ForeignPalette {
  readonly name: 'coco-stuff' | 'ade20k';
  readonly title: string;
  readonly pixelOffset: number;
  /** The grey value of an annotation PNG that says "nothing labelled here". */
  readonly unlabelledPixel: number;
  readonly classes: readonly ForeignClass[];
}

/** Our classes, at their ids: `palette[5].id === 5`. */
export const palette: readonly PaletteClass[] = umberData.classes;

/** COCO-Stuff, in the numbering of its labels.txt. */
export const cocoStuff: ForeignPalette = { ...cocoStuffData, name: 'coco-stuff' };
/** ADE20K, in the numbering of SceneParse150. */
export const ade20k: ForeignPalette = { ...ade20kData, name: 'ade20k' };

/** The class of that name, or `undefined`. */
export function classNamed(name: string): PaletteClass | undefined {
  return palette.find((entry) => entry.name === name);
}

/** `#rrggbb` as three bytes. */
export function parseColour(colour: string): [red: number, green: number, blue: number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
