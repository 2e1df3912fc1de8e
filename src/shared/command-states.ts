import { z } from 'zod';
import { commands, type CommandId } from './commands.ts';

const commandId = z.custom<CommandId>((value) => commands.has(value as CommandId), 'command');
/** Of a step of the history, in characters. */
export const MAX_STEP_NAME = 200;
const stepName = z.string().max(MAX_STEP_NAME).optional();

/** What a menu bar shows of the page's commands. */
export const commandStatesSchema = z.strictObject({
  /** Those that would do nothing now. */
  unavailable: z.array(commandId),
  /** Those that have on what they turn on, or chosen what they choose. */
  ticked: z.array(commandId),
  /** What undoing would undo, and what doing again would do, in the artist's words. */
  undo: stepName,
  redo: stepName,
});
export type CommandStates = z.infer<typeof commandStatesSchema>;
