import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  changeSchema,
  historyStepSchema,
  type Change,
  type HistoryStep,
  type Patch,
} from '../../shared/document-format.ts';
import { encodeFrame, packRecord } from '../storage/journal-format.ts';

/** Most steps of the undo list that a new journal takes over, and most steps of its redo list. */
const maxSteps = 200;
/** Steps that are taken over whatever their size. */
const surelyKept = 50;
/** Bytes of pixels beyond which no more steps are taken over. */
const maxStepBytes = 2 ** 26;

const headSchema = z.object({
  kind: z.literal('head'),
  version: z.literal(1),
  /** Of the document in the save that the journal goes on from. */
  revision: z.int().min(0),
  /** The save with which the project was opened when this journal was begun. */
  openedWith: z.int().min(1),
  /** How many steps of each kind follow. */
  undo: z.int().min(0),
  redo: z.int().min(0),
});

const stepSchema = z.object({ kind: z.literal('step'), step: historyStepSchema });

const changeRecordSchema = z.object({
  kind: z.literal('change'),
  /** Of the document once the change is made. */
  revision: z.int().min(1),
  change: changeSchema,
});

export type JournalHead = z.infer<typeof headSchema>;
export type ChangeRecord = z.infer<typeof changeRecordSchema>;

/** A journal's records, sorted: first its head, then steps that can be undone and redone, then changes. */
export interface JournalStory {
  readonly head: JournalHead;
  readonly undo: readonly HistoryStep[];
  readonly redo: readonly HistoryStep[];
  readonly changes: readonly ChangeRecord[];
  /** False where a record is none that belongs there; what follows it is left out. */
  readonly isWhole: boolean;
}

/** Packs a change, with a hash by which the same change is known when it is sent again. */
export function packChange(revision: number, change: Change): { packed: Uint8Array; hash: string } {
  const record: ChangeRecord = { kind: 'change', revision, change };
  const packed = packRecord(record);
  return { packed, hash: createHash('sha256').update(packed).digest('base64') };
}

/** Steps are packed once, however many journals they pass through. */
const packedSteps = new WeakMap<Patch, Promise<Uint8Array>>();

/** The frames that a journal begins with. */
export function headFrames(
  head: Pick<JournalHead, 'revision' | 'openedWith'>,
  undo: readonly HistoryStep[],
  redo: readonly HistoryStep[],
): Promise<Uint8Array>[] {
  const [keptUndo, keptRedo] = [newestSteps(undo), newestSteps(redo)];
  const record: JournalHead = {
    kind: 'head',
    version: 1,
    revision: head.revision,
    openedWith: head.openedWith,
    undo: keptUndo.length,
    redo: keptRedo.length,
  };
  return [encodeFrame(packRecord(record)), ...[...keptUndo, ...keptRedo].map(stepFrame)];
}

/** What the records of a journal say, or `undefined` where not even its head can be read. */
export function tellStory(records: readonly unknown[]): JournalStory | undefined {
  const head = headSchema.safeParse(records[0]).data;
  if (head === undefined) return undefined;
  const steps: HistoryStep[] = [];
  const changes: ChangeRecord[] = [];
  const firstChange = 1 + head.undo + head.redo;
  let isWhole = records.length >= firstChange;
  for (const [index, record] of records.entries()) {
    if (index === 0) continue;
    if (index < firstChange) {
      const step = stepSchema.safeParse(record).data?.step;
      if (step) steps.push(step);
      else isWhole = false;
    } else {
      const change = changeRecordSchema.safeParse(record).data;
      if (change?.revision === head.revision + changes.length + 1) changes.push(change);
      else isWhole = false;
    }
    if (!isWhole) break;
  }
  return { head, undo: steps.slice(0, head.undo), redo: steps.slice(head.undo), changes, isWhole };
}

function stepFrame(step: HistoryStep): Promise<Uint8Array> {
  let frame = packedSteps.get(step.patch);
  if (frame === undefined) {
    frame = encodeFrame(packRecord({ kind: 'step', step }));
    packedSteps.set(step.patch, frame);
  }
  return frame;
}

/** The end of a list whose last step is the next one. */
function newestSteps(steps: readonly HistoryStep[]): readonly HistoryStep[] {
  let bytes = 0;
  let count = 0;
  while (count < Math.min(steps.length, maxSteps)) {
    bytes += patchBytes(steps[steps.length - 1 - count]!.patch);
    if (bytes > maxStepBytes && count >= surelyKept) break;
    count++;
  }
  return count === 0 ? [] : steps.slice(-count);
}

function patchBytes(patch: Patch): number {
  let bytes = 0;
  for (const operation of patch) {
    if (operation.op !== 'tiles' && operation.op !== 'insert') continue;
    for (const { pixels } of operation.tiles) bytes += pixels.length;
  }
  return bytes;
}
