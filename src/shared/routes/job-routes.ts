import { z } from 'zod';
import { frameSchema } from '../document-format.ts';
import { jobRequestSchema, jobSchema } from '../job.ts';
import { id, nothing } from './schema-parts.ts';

/** Routes of the queue, and of painting while the artist paints. */
export const jobRoutes = {
  'jobs.list': {
    input: nothing,
    output: z.object({ jobs: z.array(jobSchema), waiting: z.array(id), isPaused: z.boolean() }),
  },
  /**
   * One job for each seed, in their order, at the end of the queue or at its front; one of the request's own seed where
   * there are none. The pictures of a request may take hundreds of megabytes: they come once for all its seeds.
   */
  'jobs.add': {
    input: z.object({
      request: jobRequestSchema,
      seeds: z.array(jobRequestSchema.shape.seed).min(1).max(64).optional(),
      projectId: id.optional(),
      frame: frameSchema.optional(),
      isFirst: z.boolean().optional(),
    }),
    output: z.object({ ids: z.array(id) }),
  },
  /** Soft at the next step; by killing the engine where that takes too long. */
  'jobs.cancel': { input: z.object({ id }), output: nothing },
  'jobs.cancelAll': { input: nothing, output: nothing },
  'jobs.retry': { input: z.object({ id }), output: nothing },
  /** To a place among those that wait. */
  'jobs.move': { input: z.object({ id, index: z.int().min(0) }), output: nothing },
  'jobs.pause': { input: z.object({ isPaused: z.boolean() }), output: nothing },
  /** Forgets jobs that are over, but for those whose pictures wait on a strip, which are no longer listed. */
  'jobs.clear': { input: nothing, output: nothing },
  /** Takes what was painted off the strip, or brings it back; the pictures stay. Jobs that are not done are passed over. */
  'jobs.dismiss': {
    input: z.object({ ids: z.array(id).max(2000), isDismissed: z.boolean() }),
    output: nothing,
  },
  /**
   * Repaints soon: the newest ticket wins, those before it are dropped or stopped. The picture arrives as an event,
   * is not kept, and waits for no queue; a job that runs is let finish its step first.
   */
  'jobs.paintLive': {
    input: z.object({ ticket: z.int().min(0), request: jobRequestSchema }),
    output: nothing,
  },
  'jobs.stopLive': { input: nothing, output: nothing },
  /** What a request would take, before it is made. */
  'jobs.plan': {
    input: z.object({
      pack: z.string().min(1).max(64).optional(),
      width: z.int().min(1),
      height: z.int().min(1),
      /** Those that are run: a source leaves a share of them. */
      steps: z.int().min(1).optional(),
      sampler: z.string().optional(),
      guidancePasses: z.int().min(1).max(8),
      /** Only a part of it is painted. */
      isMasked: z.boolean().optional(),
    }),
    output: z.object({
      pack: z.string(),
      provider: z.string(),
      threads: z.int(),
      steps: z.int(),
      /** From pictures painted on this machine; absent before the first. */
      durationMs: z.number().optional(),
      memoryBytes: z.number(),
    }),
  },
};
