import { z } from 'zod';
import type { GenerationRequest } from './generation-request.ts';
import { editSchema, errorValueSchema } from './job.ts';
import { carriedResultSchema } from './recipe.ts';
import { bytes, layout } from './routes/schema-parts.ts';
import { sentenceSchema } from './sentence-schema.ts';
import type { Settings } from './settings.ts';

/** A pack as the host found it, and what is to run it. */
export interface EngineTarget {
  /** Absolute. */
  folder: string;
  /** SHA-256 of its manifest: a pack that has been changed since is not loaded. */
  hash: string;
  /** Of all its files together: says how long loading may take. */
  sizeBytes: number;
  provider: Settings['provider'];
  /** 0 for one per physical core. */
  threads: number;
}

/** Files that hold the pixels of a request's conditions as raw deflate, whose arrays in the request are empty then. */
export type PixelSources = Partial<Record<'source' | 'mask' | 'degraded', string>>;

/** Kinds of pixels that a picture carries beside its recipe. */
export type CarriedName = Exclude<keyof z.infer<typeof carriedResultSchema>, 'recipe'>;

/** What the engine's process does, each once asked and once answered. */
export type EngineTask =
  /** Loads a pack, so that the next picture need not wait for it. */
  | { kind: 'load'; target: EngineTarget }
  /** Paints a picture and makes its file. One at a time. */
  | {
      kind: 'generate';
      target: EngineTarget;
      request: GenerationRequest;
      /** Pictures are too large to be sent. */
      pixels?: PixelSources | undefined;
      wantsPreviews: boolean;
      /** The file in which another process finds what this one had of the picture, and after how long it is written. */
      resume?: { file: string; afterMs?: number } | undefined;
    }
  /** Paints pixels alone, between two steps of the picture that is being painted. */
  | { kind: 'repaint'; target: EngineTarget; request: GenerationRequest }
  /** What classes the pack's segmenter sees; between two steps as well. */
  | { kind: 'segment'; target: EngineTarget; width: number; height: number; rgb: Uint8Array }
  /** How much a picture is damaged. */
  | { kind: 'estimateDamage'; width: number; height: number; rgb: Uint8Array }
  | { kind: 'readLayout'; bytes: Uint8Array; classes: 'auto' | 'umber' | 'coco-stuff' | 'ade20k' }
  | { kind: 'readResult'; bytes: Uint8Array; wanted?: CarriedName[] | undefined }
  | { kind: 'encodeLayout'; layout: { width: number; height: number; classIds: Uint8Array } };

/** Kinds of tasks. */
export type EngineTaskKind = EngineTask['kind'];

/** From host to engine. A cancelled task is answered still, with `CANCELLED` or because it was done by then. */
export type EngineCommand = { id: number; task: EngineTask } | { id: number; isCancelled: true };

const side = z.int().min(1).max(16384);
const duration = z.number().min(0);

const rgbPicture = z
  .object({ width: side, height: side, rgb: bytes })
  .refine(({ width, height, rgb }) => rgb.length === 3 * width * height, 'three bytes per pixel');

/** What each task answers. The host takes the engine for hostile: a pack may have broken it. */
export const engineResultSchemas = {
  load: z.object({}),
  generate: z.object({
    width: side,
    height: side,
    png: bytes,
    /** Wall time, without what the picture had to wait for others between its steps. */
    paintingMs: duration,
    /** Of that, from the first step to the last. */
    samplingMs: duration,
    warnings: z.array(z.object({ code: z.string().max(64), message: sentenceSchema })).max(16),
    /** Where the request had a mask. */
    edit: editSchema.optional(),
  }),
  repaint: z.object({ picture: rgbPicture, samplingMs: duration, decodeMs: duration }),
  segment: z.object({ layout }),
  estimateDamage: z.object({ degradation: z.number().min(0).max(1) }),
  readLayout: z.object({
    layout,
    classes: z.string().max(64),
    snappedPixels: z.int().min(0),
    unknownPixels: z.int().min(0),
  }),
  readResult: carriedResultSchema,
  encodeLayout: z.object({ bytes }),
} satisfies Record<EngineTaskKind, z.ZodType>;

/** What a task of one kind answers. */
export type EngineResult<K extends EngineTaskKind> = z.output<(typeof engineResultSchemas)[K]>;

const id = z.int().min(0);
const progressSchema = z.object({
  part: z.enum(['loading', 'sampling', 'decoding']),
  step: z.int().min(0).max(100_000),
  steps: z.int().min(0).max(100_000),
  /** Of the steps done, those that an earlier process had done; absent for none. */
  remembered: z.int().min(0).max(100_000).optional(),
});

/** From engine to host. */
export const engineMessageSchema = z.discriminatedUnion('kind', [
  /** Said once, before anything else. */
  z.object({
    kind: z.literal('ready'),
    providers: z.array(z.string().max(32)).max(16),
    physicalCores: z.int().min(1).max(4096),
  }),
  z.object({
    kind: z.literal('progress'),
    id,
    progress: progressSchema,
    preview: rgbPicture.optional(),
  }),
  z.object({ kind: z.literal('done'), id, value: z.unknown(), memoryBytes: z.number().min(0) }),
  z.object({
    kind: z.literal('failed'),
    id,
    error: errorValueSchema,
    memoryBytes: z.number().min(0),
  }),
]);

/** From engine to host, once parsed. */
export type EngineMessage = z.infer<typeof engineMessageSchema>;
/** How far a picture is. `step` counts steps that are done. */
export type EngineProgress = z.infer<typeof progressSchema>;
