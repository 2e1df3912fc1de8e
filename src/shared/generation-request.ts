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
};

const layoutConditionSchema = z
  .strictObject({
    width: z.int().min(1).max(16384),
    height: z.int().min(1).max(16384),
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
  }),
});

/** A request that the schema has passed. */
export type GenerationRequest = z.infer<typeof generationRequestSchema>;
/** Strengths of all conditions. */
export type Guidance = z.infer<typeof guidanceSchema>;
