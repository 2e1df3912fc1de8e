import { z } from 'zod';
import { degradedSettings, maskSettings, sourceSettings } from '../../shared/generation-request.ts';
import { jobRequestSchema, jobSchema, type Job } from '../../shared/job.ts';
import { bytes, id } from '../../shared/routes/schema-parts.ts';

const layoutKey = z.string().max(64);

/** A layout as the queue keeps it: once for all jobs that share it, and deflated. */
const keptLayoutSchema = z.object({
  key: layoutKey,
  width: z.int().min(1).max(16384),
  height: z.int().min(1).max(16384),
  deflated: bytes,
});

/** Pixels that lie in a file. */
const keptPixels = {
  width: z.int().min(1).max(16384),
  height: z.int().min(1).max(16384),
  /** SHA-256. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
};

/** A request whose layout and pixels lie elsewhere; its pack is named. */
const keptRequestSchema = z.object({
  ...jobRequestSchema.shape,
  pack: z.string().max(64),
  conditions: jobRequestSchema.shape.conditions
    .omit({ layout: true, source: true, mask: true, degraded: true })
    .extend({
      source: z.strictObject({ ...keptPixels, ...sourceSettings }).optional(),
      mask: z.strictObject({ ...keptPixels, ...maskSettings }).optional(),
      degraded: z.strictObject({ ...keptPixels, ...degradedSettings }).optional(),
    }),
  layout: layoutKey.optional(),
});

/** What can happen to the queue; the ledger is a list of these. */
export const queueEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('added'),
    jobs: z.array(
      z.object({
        job: jobSchema,
        request: keptRequestSchema.optional(),
        attempts: z.int().default(0),
        interruptions: z.int().default(0),
      }),
    ),
    layouts: z.array(keptLayoutSchema),
    isFirst: z.boolean(),
  }),
  z.object({ kind: z.literal('started'), id }),
  /** Waits again: at the front after what was not its fault, at the end when the artist asked for it. */
  z.object({ kind: z.literal('requeued'), id, isFirst: z.boolean(), attempts: z.int() }),
  z.object({
    kind: z.literal('finished'),
    id,
    fields: jobSchema.pick({
      state: true,
      error: true,
      pictureId: true,
      durationMs: true,
      warnings: true,
      edit: true,
    }),
  }),
  /** Taken off the strip, or brought back to it. */
  z.object({ kind: z.literal('dismissed'), ids: z.array(id), isDismissed: z.boolean().default(true) }),
  z.object({ kind: z.literal('cleared'), ids: z.array(id) }),
  z.object({ kind: z.literal('moved'), id, index: z.int().min(0) }),
  z.object({ kind: z.literal('removed'), ids: z.array(id) }),
  z.object({ kind: z.literal('paused'), isPaused: z.boolean() }),
  /** The host opened the ledger: what ran then was cut short. */
  z.object({ kind: z.literal('opened') }),
]);

export type KeptLayout = z.infer<typeof keptLayoutSchema>;
export type KeptRequest = z.infer<typeof keptRequestSchema>;
export type QueueEntry = z.infer<typeof queueEntrySchema>;
type KeptEntry = Extract<QueueEntry, { kind: 'added' }>['jobs'][number];

/** One job, with what only the host needs. */
export interface KeptJob {
  readonly job: Job;
  /** Of jobs that may still be painted. */
  readonly request: KeptRequest | undefined;
  /** How often the engine died of it since it was last asked for. */
  readonly attempts: number;
  /** How often in a row the host itself ended while it ran. */
  readonly interruptions: number;
}

/** Every job, and the order of those that wait. */
export interface QueueState {
  readonly jobs: Map<string, KeptJob>;
  readonly layouts: Map<string, KeptLayout>;
  waiting: string[];
  isPaused: boolean;
}

/** A job that ran so often when the host ended is not begun again unasked. */
const MOST_INTERRUPTIONS = 3;

/** A queue with nothing in it. */
export function emptyQueue(): QueueState {
  return { jobs: new Map(), layouts: new Map(), waiting: [], isPaused: false };
}

/** Changes the queue by one entry. What an entry says of jobs that are not there, or not in that state, is passed over. */
export function applyEntry(state: QueueState, entry: QueueEntry): void {
  switch (entry.kind) {
    case 'added': {
      for (const layout of entry.layouts) state.layouts.set(layout.key, layout);
      const added = entry.jobs.filter(({ job }) => !state.jobs.has(job.id));
      for (const { job, request, attempts, interruptions } of added) {
        state.jobs.set(job.id, { job, request, attempts, interruptions });
      }
      const waiting = added.filter(({ job }) => job.state === 'queued').map(({ job }) => job.id);
      state.waiting = entry.isFirst ? [...waiting, ...state.waiting] : [...state.waiting, ...waiting];
      return;
    }
    case 'started':
      if (!state.jobs.get(entry.id)?.request) return;
      state.waiting = state.waiting.filter((id) => id !== entry.id);
      change(state, entry.id, { state: 'running', error: undefined });
      return;
    case 'requeued': {
      const { id, isFirst, attempts } = entry;
      const kept = state.jobs.get(id);
      if (!kept?.request) return;
      state.jobs.set(id, { ...kept, attempts, job: { ...kept.job, state: 'queued', error: undefined } });
      const others = state.waiting.filter((other) => other !== id);
      state.waiting = isFirst ? [id, ...others] : [...others, id];
      return;
    }
    case 'finished':
      state.waiting = state.waiting.filter((id) => id !== entry.id);
      change(state, entry.id, entry.fields, 0);
      if (entry.fields.state === 'done') forgetRequest(state, entry.id);
      return;
    case 'dismissed':
      for (const id of entry.ids) {
        if (state.jobs.get(id)?.job.state === 'done') change(state, id, { isDismissed: entry.isDismissed });
      }
      return;
    case 'cleared':
      for (const id of entry.ids) {
        if (state.jobs.get(id)?.job.state === 'done') change(state, id, { isCleared: true });
      }
      return;
    case 'moved': {
      if (!state.waiting.includes(entry.id)) return;
      const others = state.waiting.filter((id) => id !== entry.id);
      state.waiting = others.toSpliced(entry.index, 0, entry.id);
      return;
    }
    case 'removed':
      for (const id of entry.ids) {
        forgetRequest(state, id);
        state.jobs.delete(id);
      }
      state.waiting = state.waiting.filter((id) => state.jobs.has(id));
      return;
    case 'paused':
      state.isPaused = entry.isPaused;
      return;
    case 'opened':
      for (const [id, { job, interruptions }] of state.jobs) {
        if (job.state !== 'running') continue;
        change(state, id, { state: 'queued' }, interruptions + 1);
        state.waiting = [id, ...state.waiting];
        if (interruptions + 1 >= MOST_INTERRUPTIONS) state.isPaused = true;
      }
      return;
  }
}

/** The same queue in as few entries as can be. */
export function entriesOf(state: QueueState): QueueEntry[] {
  const jobs = [...state.jobs.values()];
  const entryOf = ({ request, ...rest }: KeptJob): KeptEntry => ({ ...rest, ...(request && { request }) });
  const isWaiting = ({ job }: KeptJob) => job.state === 'queued';
  const waiting = state.waiting.flatMap((id) => state.jobs.get(id) ?? []);
  return [
    {
      kind: 'added',
      jobs: [...jobs.filter((kept) => !isWaiting(kept)), ...waiting].map(entryOf),
      layouts: [...state.layouts.values()],
      isFirst: false,
    },
    { kind: 'paused', isPaused: state.isPaused },
  ];
}

function change(state: QueueState, id: string, fields: Partial<Job>, interruptions?: number): void {
  const kept = state.jobs.get(id);
  if (!kept) return;
  state.jobs.set(id, {
    ...kept,
    job: { ...kept.job, ...fields },
    interruptions: interruptions ?? kept.interruptions,
  });
}

/** A job that is done needs its request no longer; nor does anybody its layout, unless another job has the same. */
function forgetRequest(state: QueueState, id: string): void {
  const kept = state.jobs.get(id);
  if (!kept?.request) return;
  state.jobs.set(id, { ...kept, request: undefined });
  const key = kept.request.layout;
  if (key === undefined) return;
  for (const { request } of state.jobs.values()) if (request?.layout === key) return;
  state.layouts.delete(key);
}
