import { z } from 'zod';

const fields = {
  language: z.enum(['system', 'en', 'vi']),
  theme: z.enum(['system', 'dark', 'light']),
  /** Shortcuts that differ from the usual ones: keys by the name of the command; an empty list takes them away. */
  shortcuts: z.record(z.string().max(64), z.array(z.string().max(64)).max(8)),
  /** Repaint after each stroke. */
  isLive: z.boolean(),
  hasPatterns: z.boolean(),
  hasRulers: z.boolean(),
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
  provider: fields.provider.default('cpu').catch('cpu'),
  threads: fields.threads.default(0).catch(0),
});

/** Some of the settings. Not `settingsSchema.partial()`, which would fill in a default for each that is absent. */
export const settingsChangeSchema = z.object(fields).partial();

export type Settings = z.infer<typeof settingsSchema>;

/** Settings of a fresh start. */
export const defaultSettings: Settings = settingsSchema.parse({});
