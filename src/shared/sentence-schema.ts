import { z } from 'zod';
import { MAX_VALUE_LENGTH, type Sentence, type SentenceValue } from './sentence.ts';

const text = z.string().max(MAX_VALUE_LENGTH);
const valueSchema: z.ZodType<SentenceValue> = z.lazy(() =>
  z.union([text, z.number(), sentenceSchema, z.array(valueSchema).max(1000)]),
);

/** A sentence that crosses a boundary or lies on a disk. */
export const sentenceSchema: z.ZodType<Sentence> = z.object({
  pattern: text,
  values: z.array(valueSchema).max(16),
});
