import { z } from 'zod';
import {
  changeSchema,
  documentSnapshotSchema,
  historyStepSchema,
  MAX_CANVAS_SIDE,
} from '../document-format.ts';
import { bytes, id, layout, nothing } from './schema-parts.ts';

const name = z.string().trim().min(1).max(120);

const projectSummary = z.object({
  id,
  name,
  width: z.number(),
  height: z.number(),
  modifiedMs: z.number(),
  /** A small PNG. */
  thumbnail: bytes.optional(),
});

/** What damage to the files of a project cost; told once, when it is found. */
export const projectNoticeSchema = z.discriminatedUnion('kind', [
  /** A layer whose pixels could not be read. It is there, and empty. */
  z.object({ kind: z.literal('layerLost'), name: z.string() }),
  /** The last changes could not be read. */
  z.object({ kind: z.literal('changesLost') }),
  /** Nothing newer could be read than the version of that time. */
  z.object({ kind: z.literal('earlierVersion'), savedMs: z.number() }),
]);

export type ProjectNotice = z.infer<typeof projectNoticeSchema>;

/** Routes of projects: a library that the host keeps, in which nothing has to be saved by hand. */
export const projectRoutes = {
  /** Last modified first. */
  'projects.list': { input: nothing, output: z.object({ projects: z.array(projectSummary) }) },
  'projects.create': {
    input: z.object({
      name,
      width: z.int().min(1).max(MAX_CANVAS_SIDE),
      height: z.int().min(1).max(MAX_CANVAS_SIDE),
      /** Becomes semantic layers, one for each class, by depth. */
      layout: layout.optional(),
      prompt: z.string().max(4000).optional(),
      scene: z.string().max(64).optional(),
      seed: z.int().min(0).optional(),
    }),
    output: z.object({ id }),
  },
  /** Opens for editing, the journal's changes included; the last steps can be undone still. */
  'projects.open': {
    input: z.object({ id }),
    output: z.object({
      id,
      name,
      revision: z.int(),
      document: documentSnapshotSchema,
      /** Oldest first; each patch leads one step back. */
      undo: z.array(historyStepSchema),
      /** Next one last; each patch leads one step forth. */
      redo: z.array(historyStepSchema),
      /** Empty unless files were damaged. */
      notices: z.array(projectNoticeSchema),
    }),
  },
  /**
   * Makes a change durable before it answers. `revision` is the one that the change was made on; an open project of
   * another revision was changed elsewhere: `PROJECT_CONFLICT`. The same change sent again, because its answer was
   * lost, is answered as the first time.
   */
  'projects.commit': {
    input: z.object({ id, revision: z.int().min(0), change: changeSchema }),
    output: z.object({ revision: z.int() }),
  },
  /** Has an open project saved now and not when it has stood still; every change is durable before. */
  'projects.save': { input: z.object({ id }), output: nothing },
  'projects.close': { input: z.object({ id }), output: nothing },
  'projects.rename': { input: z.object({ id, name }), output: nothing },
  'projects.duplicate': { input: z.object({ id, name }), output: z.object({ id }) },
  /** To the bin, where it stays until it is put back or deleted. */
  'projects.remove': { input: z.object({ id }), output: nothing },
  /** What is in the bin, removed last first. */
  'projects.binned': {
    input: nothing,
    output: z.object({
      projects: z.array(
        projectSummary.extend({
          /** Where it is known. */
          removedMs: z.number().optional(),
        }),
      ),
    }),
  },
  'projects.restore': { input: z.object({ id }), output: nothing },
  /** For good; only what is in the bin. */
  'projects.delete': { input: z.object({ id }), output: nothing },
  /** A `.umber` file as a new project. */
  'projects.import': {
    input: z.object({ name, bytes }),
    output: z.object({ id, notices: z.array(projectNoticeSchema) }),
  },
  'projects.export': { input: z.object({ id }), output: z.object({ bytes }) },
  'projects.versions': {
    input: z.object({ id }),
    output: z.object({
      versions: z.array(z.object({ version: z.int(), savedMs: z.number(), sizeBytes: z.number() })),
    }),
  },
  /** As a new project beside the present one. */
  'projects.openVersion': { input: z.object({ id, version: z.int() }), output: z.object({ id }) },
};
