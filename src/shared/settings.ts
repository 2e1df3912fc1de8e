import { z } from 'zod';

/** The tool in the hand and its options, as they were left; what is absent is as usual. */
const handSchema = z
  .object({
    tool: z.string().max(32),
    classId: z.int().min(1).max(255),
    recentClassIds: z.array(z.int().min(1).max(255)).max(32),
    colour: z.string().regex(/^#[0-9a-f]{6}$/),
    opacity: z.number().min(0).max(1),
    brushSize: z.int().min(1).max(4096),
    brushShape: z.enum(['round', 'square']),
    hardness: z.number().min(0).max(1),
    hasPressure: z.boolean(),
    symmetry: z.object({
      vertical: z.boolean(),
      horizontal: z.boolean(),
      radial: z.int().min(1).max(64),
    }),
    isBorderStop: z.boolean(),
    isFilled: z.boolean(),
    isContiguous: z.boolean(),
    roughness: z.number().min(0).max(1),
    skyClassId: z.int().min(1).max(255),
    selectShape: z.enum(['rectangle', 'ellipse', 'lasso', 'polygon', 'class']),
    selectMode: z.enum(['replace', 'add', 'subtract']),
    keepsProportions: z.boolean(),
    isFrameSnapped: z.boolean(),
    /** Of the layout over the picture. */
    layoutOpacity: z.number().min(0).max(1),
  })
  .partial();

export type HeldTools = z.infer<typeof handSchema>;

const fields = {
  language: z.enum(['system', 'en', 'vi']),
  theme: z.enum(['system', 'dark', 'light']),
  /** Shortcuts that differ from the usual ones: keys by the name of the command; an empty list takes them away. */
  shortcuts: z.record(z.string().max(64), z.array(z.string().max(64)).max(8)),
  /** Repaint after each stroke. */
  isLive: z.boolean(),
  hasPatterns: z.boolean(),
  hasRulers: z.boolean(),
  hand: handSchema,
  provider: z.enum(['cpu', 'cuda', 'dml', 'coreml', 'webgpu']),
  /** Threads of the CPU provider; 0 for one per physical core. */
  threads: z.int().min(0).max(256),
};

/** What the artist chose once for all projects. Every field has a default, so an old file is never wrong. */
export const settingsSchema = z.object({
  language: fields.language.default('system').catch('system'),
  theme: fields.theme.default('dark').catch('dark'),
  shortcuts: fields.shortcuts.default({}).catch({}),
  isLive: fields.isLive.default(true).catch(true),
  hasPatterns: fields.hasPatterns.default(false).catch(false),
  hasRulers: fields.hasRulers.default(false).catch(false),
  hand: fields.hand.default({}).catch({}),
  provider: fields.provider.default('cpu').catch('cpu'),
  threads: fields.threads.default(0).catch(0),
});

/** Some of the settings. Not `settingsSchema.partial()`, which would fill in a default for each that is absent. */
export const settingsChangeSchema = z.object(fields).partial();

export type Settings = z.infer<typeof settingsSchema>;

/** Settings of a fresh start. */
export const defaultSettings: Settings = settingsSchema.parse({});
