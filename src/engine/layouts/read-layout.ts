import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { palette, UNLABELLED } from '../../shared/palette.ts';
import { decodePng, toRgb } from '../png/decode-png.ts';
import type { DecodedPng } from '../png/decode-png.ts';
import { colourTables, idTables } from './class-tables.ts';
import type { ClassSet, ColourTable, IdTable, SourceClass } from './class-tables.ts';
import { summariseLayout } from './layout-png.ts';
import type { Layout } from './layout-png.ts';
import { colourDistance, toOklab } from './oklab.ts';
import { snapColours, TRANSPARENT } from './snap-colours.ts';

/** How a layout file is to be understood. */
export interface ReadLayoutOptions {
  /** Whose classes the file uses; `auto` finds out and reports it. */
  readonly classes?: ClassSet | 'auto';
}

/** Whose classes a layout file used, and in what form. */
export interface LayoutSource {
  readonly classes: ClassSet;
  readonly kind: 'ids' | 'colours';
  /** For people: `ADE20K colours`. */
  readonly title: string;
  /** False where another reading fits nearly as well, or this one poorly, so that the reader should name one. */
  readonly isCertain: boolean;
}

/** How a layout file was understood. Counts are of pixels. */
export interface LayoutReport {
  readonly source: LayoutSource;
  readonly pixels: number;
  /** Colour is none of the palette's, so that the class is a guess by colour and neighbours. */
  readonly snappedPixels: number;
  /** The commonest such colours and the class most of them became. */
  readonly snappedColours: readonly {
    readonly colour: string;
    readonly name: string;
    readonly pixels: number;
  }[];
  /** A class of the other data set that has no relative here, read as unlabelled. */
  readonly unknownPixels: number;
  readonly unknownClasses: readonly { readonly id: number; readonly name: string; readonly pixels: number }[];
  /** What the layout holds in our classes, most first; unlabelled included. */
  readonly classes: readonly { readonly id: number; readonly name: string; readonly pixels: number }[];
}

/** A colour this near to one of a palette's speaks for that palette. */
const recognisedDistance = 0.02;
/** Share of the pixels that must speak for a palette. */
const recognisedShare = 0.5;
/** So many of the commonest colours are enough to recognise a palette by. */
const coloursLookedAt = 4096;
const snappedColoursReported = 12;

/** A file's pixels as places in a table of classes. */
interface Reading {
  readonly source: LayoutSource;
  readonly table: ReadonlyMap<number, SourceClass>;
  /** Key into the table per pixel, `TRANSPARENT` where the pixel is. */
  readonly keys: Int32Array;
  readonly snapped?: { readonly isSnapped: Uint8Array; readonly colours: Int32Array };
}

/**
 * Reads a painted layout from a PNG: indexed or grey by class id, or in the colours of our palette, COCO-Stuff's or
 * ADE20K's. Transparent pixels are unlabelled.
 *
 * An indexed PNG is read by its colours where they are a known palette's, otherwise by its indices; a picture of
 * grey pixels only is read as ids. `classes` limits the search to one set. COCO-Stuff ids are read as its annotation
 * files have them (id − 1, 255 for nothing) or by the numbers of labels.txt, whichever gives more known classes.
 *
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes, `LAYOUT_CLASS_UNKNOWN`, `LAYOUT_EMPTY`
 */
export function readLayout(
  bytes: Uint8Array,
  { classes = 'auto' }: ReadLayoutOptions = {},
): { layout: Layout; report: LayoutReport } {
  const png = decodePng(bytes);
  const isWanted = (table: { readonly classes: ClassSet }): boolean =>
    classes === 'auto' || table.classes === classes;
  const reading = readPixels(png, idTables.filter(isWanted), colourTables.filter(isWanted));
  const classIds = new Uint8Array(reading.keys.length);
  for (let pixel = 0; pixel < classIds.length; pixel++) {
    classIds[pixel] = reading.table.get(reading.keys[pixel]!)?.umber ?? UNLABELLED;
  }
  const layout = { width: png.width, height: png.height, classIds };
  const report = createReport(reading, layout);
  if (classIds.every((id) => id === UNLABELLED)) {
    const isTransparent = reading.keys.every((key) => key === TRANSPARENT);
    const message = isTransparent
      ? sentence`Nothing in the layout is labelled: all of it is transparent.`
      : sentence`Nothing in the layout is labelled (read as ${report.source.title}).`;
    throw new UmberError('LAYOUT_EMPTY', message, {
      advice:
        report.unknownPixels > 0
          ? sentence`None of its classes can be painted here. If it uses another set of classes, choose that one (--classes on the command line).`
          : sentence`Paint at least one class, or paint without a layout.`,
    });
  }
  return { layout, report };
}

function readPixels(png: DecodedPng, byIds: readonly IdTable[], byColours: readonly ColourTable[]): Reading {
  const colours = coloursOf(png);
  const ids = idsOf(png, colours);
  if (ids !== undefined) {
    const hasColours = png.colourType === 'indexed';
    const isPalette = hasColours && recogniseColours(colours, byColours).share >= recognisedShare;
    if (!isPalette) return readIds(ids, byIds, hasColours);
  }
  return readColours(png, colours, byColours);
}

function readIds(ids: Int32Array, tables: readonly IdTable[], areIndices: boolean): Reading {
  const counts = countValues(ids);
  const fits = tables.map((table) => {
    let known = 0;
    let unknownIds = 0;
    for (const [value, pixels] of counts) {
      const found = table.classOf(value);
      if (found === undefined) unknownIds += pixels;
      else if (found.umber !== UNLABELLED) known += pixels;
    }
    return { table, known, unknownIds };
  });
  // Our own ids win wherever they fit; the sets of others are told apart by how much of them makes sense.
  const valid = fits.filter((fit) => fit.unknownIds === 0);
  const best =
    valid.find(({ table }) => table.classes === 'umber') ??
    valid.reduce<(typeof fits)[number] | undefined>(
      (most, fit) => (most === undefined || fit.known > most.known ? fit : most),
      undefined,
    );
  if (best === undefined) throw unknownIds(counts, tables, areIndices);
  const isCertain = !valid.some(
    (fit) => best.table.classes !== 'umber' && fit.table !== best.table && fit.known > 0.8 * best.known,
  );
  return {
    source: { classes: best.table.classes, kind: 'ids', title: best.table.title, isCertain },
    table: new Map([...counts.keys()].map((value) => [value, best.table.classOf(value)!])),
    keys: ids,
  };
}

function unknownIds(
  counts: ReadonlyMap<number, number>,
  tables: readonly IdTable[],
  areIndices: boolean,
): UmberError {
  const unknown = [...counts].filter(([value]) =>
    tables.every((table) => table.classOf(value) === undefined),
  );
  const values = (unknown.length > 0 ? unknown : [...counts]).sort(([first], [second]) => first - second);
  const listed = values
    .slice(0, 8)
    .map(([value, pixels]) =>
      pixels === 1 ? sentence`${value} (1 pixel)` : sentence`${value} (${pixels} pixels)`,
    );
  const rest = values.length - listed.length;
  const unknownValues = rest > 0 ? [...listed, sentence`${rest} more`] : listed;
  const sets = [...new Set(tables.map(({ title }) => title))];
  const isNamed = tables.length < idTables.length;
  return new UmberError(
    'LAYOUT_CLASS_UNKNOWN',
    areIndices
      ? sentence`The layout’s palette indices are read as class ids, and some are unknown: ${unknownValues}. Known: ${sets}.`
      : sentence`The layout’s grey values are read as class ids, and some are unknown: ${unknownValues}. Known: ${sets}.`,
    {
      advice: isNamed
        ? sentence`If the file uses another set of classes, choose that one (--classes on the command line), or let it be found out.`
        : sentence`Paint in the colours of a known palette, or use one set of ids throughout: Umber's are 0 to ${palette.length - 1}.`,
    },
  );
}

function readColours(png: DecodedPng, colours: Int32Array, tables: readonly ColourTable[]): Reading {
  const { table, share, isCertain } = recogniseColours(colours, tables);
  const { entries, isSnapped } = snapColours(colours, png.width, png.height, table);
  return {
    source: {
      classes: table.classes,
      kind: 'colours',
      title: table.title,
      isCertain: isCertain && share >= recognisedShare,
    },
    table: new Map(table.entries.map((entry, index) => [index, entry])),
    keys: Int32Array.from(entries),
    snapped: { isSnapped, colours },
  };
}

/** The palette that most of the painted pixels speak for; ours where none is better. Black says nothing: all have it. */
function recogniseColours(
  colours: Int32Array,
  tables: readonly ColourTable[],
): { table: ColourTable; share: number; isCertain: boolean } {
  const counts = [...countValues(colours)].filter(([colour]) => colour !== 0);
  counts.sort((first, second) => second[1] - first[1]);
  const common = counts
    .slice(0, coloursLookedAt)
    .map(([colour, pixels]) => ({ oklab: toOklab(colour), pixels }));
  const total = common.reduce((sum, { pixels }) => sum + pixels, 0);
  const scores = tables.map((table) => {
    const matching = common.filter(({ oklab }) =>
      table.entries.some((entry) => colourDistance(entry.oklab, oklab) <= recognisedDistance),
    );
    return { table, share: total === 0 ? 0 : matching.reduce((sum, { pixels }) => sum + pixels, 0) / total };
  });
  let best = scores[0]!;
  for (const score of scores) if (score.share > best.share) best = score;
  if (best.share < recognisedShare) best = scores[0]!;
  const isCertain = scores.every(
    ({ table, share }) =>
      table.classes === best.table.classes || share <= 0.8 * best.share || best === scores[0],
  );
  return { ...best, isCertain };
}

/** Palette indices or grey values, `TRANSPARENT` where transparent; `undefined` for pictures that have colour. */
function idsOf(png: DecodedPng, colours: Int32Array): Int32Array | undefined {
  const { samples, channels, colourType } = png;
  const ids = new Int32Array(colours.length);
  const isDirect = colourType === 'indexed' || colourType === 'grey' || colourType === 'grey-alpha';
  for (let pixel = 0; pixel < ids.length; pixel++) {
    const colour = colours[pixel]!;
    if (colour === TRANSPARENT) ids[pixel] = TRANSPARENT;
    else if (isDirect) ids[pixel] = samples[pixel * channels]!;
    else if (colour >> 8 === (colour & 0xffff)) ids[pixel] = colour & 255;
    else return undefined;
  }
  return png.depth === 16 ? narrowed(ids) : ids;
}

/** Ids that a program widened from 8 bits to 16, where 255 becomes 65535, in 8 bits again. */
function narrowed(ids: Int32Array): Int32Array {
  const isWidened = ids.some((id) => id > 255) && ids.every((id) => id === TRANSPARENT || id % 257 === 0);
  return isWidened ? ids.map((id) => (id === TRANSPARENT ? id : id / 257)) : ids;
}

/** 0xRRGGBB per pixel, `TRANSPARENT` where it is more transparent than not. */
function coloursOf(png: DecodedPng): Int32Array {
  const rgb = toRgb(png);
  const colours = new Int32Array(png.width * png.height);
  for (let pixel = 0; pixel < colours.length; pixel++) {
    const at = pixel * 3;
    colours[pixel] = isTransparent(png, pixel)
      ? TRANSPARENT
      : (rgb[at]! << 16) | (rgb[at + 1]! << 8) | rgb[at + 2]!;
  }
  return colours;
}

function isTransparent(
  { samples, channels, colourType, depth, palette: colours, transparent }: DecodedPng,
  pixel: number,
): boolean {
  const at = pixel * channels;
  switch (colourType) {
    case 'indexed':
      return colours[samples[at]!]![3] < 128;
    case 'grey-alpha':
    case 'rgba':
      return samples[at + channels - 1]! < 2 ** (depth - 1);
    case 'grey':
    case 'rgb':
      return (
        transparent !== undefined && transparent.every((value, channel) => samples[at + channel] === value)
      );
  }
}

/** Pixels per value, transparent ones left out. */
function countValues(values: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) if (value !== TRANSPARENT) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function createReport({ source, table, keys, snapped }: Reading, layout: Layout): LayoutReport {
  const unknown = [...countValues(keys)].flatMap(([key, pixels]) => {
    const { id, name, umber } = table.get(key)!;
    return umber === UNLABELLED && id !== UNLABELLED ? [{ id, name, pixels }] : [];
  });
  const pixels = layout.classIds.length;
  const unknownPixels = unknown.reduce((sum, { pixels: count }) => sum + count, 0);
  return {
    source: { ...source, isCertain: source.isCertain && unknownPixels <= pixels / 2 },
    pixels,
    snappedPixels: snapped?.isSnapped.reduce((sum, value) => sum + value, 0) ?? 0,
    snappedColours: snapped ? commonSnaps(snapped, keys, table) : [],
    unknownPixels,
    unknownClasses: unknown.sort(byPixels),
    classes: summariseLayout(layout),
  };
}

function commonSnaps(
  { isSnapped, colours }: NonNullable<Reading['snapped']>,
  keys: Int32Array,
  table: Reading['table'],
): LayoutReport['snappedColours'] {
  const counts = new Map<number, Map<number, number>>();
  isSnapped.forEach((value, pixel) => {
    if (value === 0) return;
    const perClass = counts.get(colours[pixel]!) ?? new Map<number, number>();
    counts.set(colours[pixel]!, perClass.set(keys[pixel]!, (perClass.get(keys[pixel]!) ?? 0) + 1));
  });
  return [...counts]
    .map(([colour, perClass]) => {
      const [[key]] = [...perClass].sort((first, second) => second[1] - first[1]) as [[number, number]];
      return {
        colour: `#${colour.toString(16).padStart(6, '0')}`,
        name: table.get(key)!.name,
        pixels: [...perClass.values()].reduce((sum, pixels) => sum + pixels, 0),
      };
    })
    .sort(byPixels)
    .slice(0, snappedColoursReported);
}

function byPixels(first: { readonly pixels: number }, second: { readonly pixels: number }): number {
  return second.pixels - first.pixels;
}
