import { z } from 'zod';
import { frameSchema } from './document-format.ts';
import { errorCodes, type ErrorCode } from './errors.ts';
import { generationRequestSchema } from './generation-request.ts';
import { packNameSchema } from './pack-manifest.ts';
import { id } from './routes/schema-parts.ts';
import { sentenceSchema } from './sentence-schema.ts';

/** An `ErrorValue`, once it has crossed a boundary. */
export const errorValueSchema = z.object({
  code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
  message: sentenceSchema,
  advice: sentenceSchema,
});

/** What a repainting left as it was. */
export const editSchema = z.object({
  /** Pixels that the mask does not cover. */
  keptPixels: z.int().min(0),
  /** Of those, how many differ from the source; 0 unless something is wrong. */
  changedOutside: z.int().min(0),
});

/** One picture to be painted, as the queue keeps it and shows it. */
export const jobSchema = z.object({
  id,
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  createdMs: z.number(),
  projectId: z.string().optional(),
  /** Where the picture lies on the project's canvas: the frame as it stood when the picture was asked for. */
  frame: frameSchema.optional(),
  /** What is painted, for the list; the whole request stays with the host. */
  summary: z.object({
    prompt: z.string(),
    width: z.number(),
    height: z.number(),
    seed: z.number(),
    steps: z.number(),
    pack: z.string(),
  }),
  progress: z
    .object({
      part: z.enum(['loading', 'sampling', 'decoding']),
      step: z.number(),
      steps: z.number(),
      /** The step from which it went on after the engine or the host had ended; absent where it was painted in one go. */
      remembered: z.number().optional(),
    })
    .optional(),
  error: errorValueSchema.optional(),
  /** Of a job that is done: its picture in the gallery. */
  pictureId: z.string().optional(),
  /** The artist has taken its picture off the strip, thrown away or kept as a layer. */
  isDismissed: z.boolean().optional(),
  /** Cleared from the list of what is over, but not forgotten: its picture waits on a strip. */
  isCleared: z.boolean().optional(),
  durationMs: z.number().optional(),
  /** What was painted otherwise than asked, and how. */
  warnings: z.array(z.object({ code: z.string(), message: sentenceSchema })).optional(),
  /** Of a job with a mask that is done. */
  edit: editSchema.optional(),
});

/** What the studio asks to be painted: a whole request. `pack` is a name, never a folder; absent for the default pack. */
export const jobRequestSchema = z.strictObject({
  ...generationRequestSchema.shape,
  pack: packNameSchema.optional(),
});

export type Job = z.infer<typeof jobSchema>;
export type JobRequest = z.infer<typeof jobRequestSchema>;
