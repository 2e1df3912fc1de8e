import { settingsChangeSchema, settingsSchema } from '../settings.ts';
import { nothing } from './schema-parts.ts';

/** Routes of settings. */
export const settingRoutes = {
  'settings.get': { input: nothing, output: settingsSchema },
  /** Changes the given fields and keeps the others. */
  'settings.set': { input: settingsChangeSchema, output: settingsSchema },
};
