import type { RequestConditions } from '../../shared/generation-request.ts';
import type { PngColourType } from '../../files/png-file.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { decodeLayoutPng, encodeLayoutPng } from '../layouts/layout-png.ts';
import { decodePng, toRgb } from '../png/decode-png.ts';
import { encodeGreyPng, encodePng } from '../png/encode-png.ts';
import { hashPixels } from './compare-pictures.ts';

/** The conditions of a request that are made of pixels. */
export type PixelConditions = Pick<RequestConditions, 'layout' | 'source' | 'mask' | 'degraded'>;
type RecipeConditions = Recipe['request']['conditions'];

/** One kind of pixels: how a PNG within the PNG holds it. */
interface CarriedPicture<K extends keyof PixelConditions> {
  /** What such a PNG says of itself, always with 8 bits a sample. */
  readonly colourType: PngColourType;
  readonly bytesPerPixel: number;
  readonly encode: (condition: NonNullable<PixelConditions[K]>) => Promise<Uint8Array>;
  readonly decode: (png: Uint8Array) => Uint8Array;
  readonly join: (
    named: NonNullable<RecipeConditions[K]>,
    bytes: Uint8Array,
  ) => NonNullable<PixelConditions[K]>;
}

const decodeRgb = (png: Uint8Array) => toRgb(decodePng(png));

/** How each condition made of pixels travels inside the PNG of its picture; the text keyword is `umber:` and its name. */
export const carriedPictures: { readonly [K in keyof Required<PixelConditions>]: CarriedPicture<K> } = {
  layout: {
    colourType: 'indexed',
    bytesPerPixel: 1,
    encode: (layout) => Promise.resolve(encodeLayoutPng(layout)),
    decode: (png) => decodeLayoutPng(png).classIds,
    join: ({ width, height }, classIds) => ({ width, height, classIds }),
  },
  source: {
    colourType: 'rgb',
    bytesPerPixel: 3,
    encode: ({ rgb, width, height }) => encodePng(rgb, { width, height }),
    decode: decodeRgb,
    join: ({ hash: _, ...rest }, rgb) => ({ ...rest, rgb }),
  },
  mask: {
    colourType: 'grey',
    bytesPerPixel: 1,
    encode: ({ coverage, width, height }) => encodeGreyPng(coverage, { width, height }),
    decode: (png) => Uint8Array.from(decodePng(png).samples),
    join: ({ hash: _, ...rest }, coverage) => ({ ...rest, coverage }),
  },
  degraded: {
    colourType: 'rgb',
    bytesPerPixel: 3,
    encode: ({ rgb, width, height }) => encodePng(rgb, { width, height }),
    decode: decodeRgb,
    join: ({ hash: _, ...rest }, rgb) => ({ ...rest, rgb }),
  },
};

/** Their names, in the order in which they are written. */
export const carriedNames = Object.keys(carriedPictures) as (keyof PixelConditions)[];

/** A request's conditions as its recipe names them: hashes in the place of pixels. */
export function nameConditions(conditions: RequestConditions): RecipeConditions {
  const { text, class: scene, layout, source, mask, degraded } = conditions;
  const named: RecipeConditions = { ...(text && { text }), ...(scene && { class: scene }) };
  if (layout) {
    const { classIds, ...rest } = layout;
    named.layout = { ...rest, hash: hashPixels(classIds) };
  }
  if (source) {
    const { rgb, ...rest } = source;
    named.source = { ...rest, hash: hashPixels(rgb) };
  }
  if (mask) {
    const { coverage, ...rest } = mask;
    named.mask = { ...rest, hash: hashPixels(coverage) };
  }
  if (degraded) {
    const { rgb, ...rest } = degraded;
    named.degraded = { ...rest, hash: hashPixels(rgb) };
  }
  return named;
}

/** A condition's pixels as a PNG; undefined where the request has none of that name. */
export function encodeCarried(
  name: keyof PixelConditions,
  { layout, source, mask, degraded }: PixelConditions,
): Promise<Uint8Array> | undefined {
  switch (name) {
    case 'layout':
      return layout && carriedPictures.layout.encode(layout);
    case 'source':
      return source && carriedPictures.source.encode(source);
    case 'mask':
      return mask && carriedPictures.mask.encode(mask);
    case 'degraded':
      return degraded && carriedPictures.degraded.encode(degraded);
  }
}
