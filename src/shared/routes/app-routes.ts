import { z } from 'zod';
import { commandStatesSchema } from '../command-states.ts';
import { bytes, nothing } from './schema-parts.ts';

/** Routes about the program itself, and the few things that only a shell can do. */
export const appRoutes = {
  'app.about': {
    input: nothing,
    output: z.object({
      version: z.string(),
      versions: z.record(z.string(), z.string()),
      /** Which shell is around the host. */
      shell: z.enum(['electron', 'browser']),
      /** Menu bars and window frames of its own. */
      platform: z.enum(['linux', 'darwin', 'win32']),
      cores: z.number(),
      memoryBytes: z.number(),
    }),
  },
  /** Asks where to save and writes there; in a browser the page downloads instead. */
  'app.saveFile': {
    input: z.object({ suggestedName: z.string().min(1).max(200), bytes }),
    output: z.object({ isSaved: z.boolean() }),
  },
  /** Tells a shell that has a menu bar what its items are to show. */
  'app.tellCommands': { input: commandStatesSchema, output: nothing },
  /** Lets the studio fill the screen, or ends that; in a browser the page does it itself. */
  'app.toggleFullScreen': { input: nothing, output: nothing },
};
