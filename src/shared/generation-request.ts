import { z } from 'zod';
import { bytes } from './routes/schema-parts.ts';

const strength = z.number().min(0).max(100);

/** Longest prompt that is accepted, in UTF-16 units; the tokenizer truncates long before. */
export const MAX_PROMPT_LENGTH = 4000;

/** Words: what the picture shows, and what it should stay away from. */
export const textConditionSchema = z.strictObject({
  prompt: z.string().max(MAX_PROMPT_LENGTH),
  negativePrompt: z.string().max(MAX_PROMPT_LENGTH).optional(),
});

/** A kind of scene, by the name that the pack gives it. */
export const classConditionSchema = z.strictObject({ scene: z.string().min(1).max(64) });

/** How far each condition pulls: 1 follows the model, above 1 exaggerates, 0 ignores. */
export const guidanceSchema = z.strictObject({ text: strength, class: strength, layout: strength });

/** Part of the noise schedule in which guidance acts, as fractions from 0 (clean) to 1 (pure noise). */
export const guidanceIntervalSchema = z
  .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
  .refine(([low, high]) => low <= high, 'the first end is at most the second');

/** Longest side of a picture that can be asked for, in pixels. */
export const MAX_PICTURE_SIDE = 8192;
/**
 * A degraded picture is enlarged no more than so many times on either side: beyond, the model has more to make up than
 * it was taught, and memory is not bounded any more.
 */
export const MAX_ENLARGEMENT = 8;

/** Edges that meet: left and right, as a panorama's do, or all four, as a tile's do. */
export const wrapSchema = z.enum(['horizontal', 'both']);

/** Everything of a request but its conditions; a recipe keeps the same fields. */
export const requestSettings = {
  pack: z.string().min(1).max(4096),
  width: z.int().min(1).max(16384),
  height: z.int().min(1).max(16384),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  sampler: z.string().min(1).max(64),
  steps: z.int().min(1).max(1000),
  guidance: guidanceSchema,
  guidanceInterval: guidanceIntervalSchema.optional(),
  wrap: wrapSchema.optional(),
};

const extent = { width: z.int().min(1).max(16384), height: z.int().min(1).max(16384) };

/** What of a source a recipe keeps beside its pixels. */
export const sourceSettings = {
  /** How much of the way from the picture to noise and back is gone, above 0 to 1; 1 keeps nothing of it. */
  strength: z.number().gt(0).max(1),
};

/** What of a mask a recipe keeps beside its coverage. */
export const maskSettings = {
  /** Width of the seam inside the hole over which old and new are blended, in pixels of the request. */
  feather: z.number().min(0).max(256),
  /** How far around the hole the network looks, in pixels of the request. */
  context: z.number().min(0).max(4096),
  /**
   * What is painted lies beyond the edges of a picture, on empty ground. It is painted as any other; only whoever looks
   * at the picture later is told so.
   */
  isBeyond: z.boolean().optional(),
};

/** What of a degraded picture a recipe keeps beside its pixels. */
export const degradedSettings = {
  /** How little of the picture is left, 0 to 1, as the network was taught it: `damageLevel` tells it of a blur. */
  degradation: z.number().min(0).max(1),
};

const rgbPicture = { ...extent, /** RGB, row by row. */ rgb: bytes };
const isWholePicture = (picture: { width: number; height: number; rgb: Uint8Array }) =>
  picture.rgb.length === 3 * picture.width * picture.height;

/** A picture to begin from, of the size that is painted. */
const sourceConditionSchema = z
  .strictObject({ ...rgbPicture, ...sourceSettings })
  .refine(isWholePicture, 'rgb holds three bytes per pixel');

/** What of the source is painted anew, of the same size. */
const maskConditionSchema = z
  .strictObject({
    ...extent,
    /** Row by row: 0 keeps the pixel to the bit, 255 paints it anew, what is between blends. */
    coverage: bytes,
    ...maskSettings,
  })
  .refine((mask) => mask.coverage.length === mask.width * mask.height, 'coverage holds one byte per pixel');

/** A picture that is too small, blurred or noisy, of any size: it is enlarged to what is painted, and made whole. */
const degradedConditionSchema = z
  .strictObject({ ...rgbPicture, ...degradedSettings })
  .refine(isWholePicture, 'rgb holds three bytes per pixel');

const layoutConditionSchema = z
  .strictObject({
    ...extent,
    /** Palette class per pixel, row by row; 0 is unlabelled. */
    classIds: bytes,
  })
  .refine(
    (layout) => layout.classIds.length === layout.width * layout.height,
    'classIds holds one class per pixel',
  );

/** What to paint: a pack, a size, a seed, a sampler and the conditions that are present. */
export const generationRequestSchema = z.strictObject({
  ...requestSettings,
  conditions: z.strictObject({
    text: textConditionSchema.optional(),
    class: classConditionSchema.optional(),
    layout: layoutConditionSchema.optional(),
    source: sourceConditionSchema.optional(),
    mask: maskConditionSchema.optional(),
    degraded: degradedConditionSchema.optional(),
  }),
});

/** A request that the schema has passed. */
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
/** What a picture is painted from. */
export type RequestConditions = GenerationRequest['conditions'];
/** Which edges of a picture meet. */
export type Wrap = z.infer<typeof wrapSchema>;
/** Strengths of all conditions. */
export type Guidance = z.infer<typeof guidanceSchema>;
