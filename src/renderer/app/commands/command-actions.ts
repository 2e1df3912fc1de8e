import type { CommandId } from '../../../shared/commands.ts';

/** What a command does; what it returns is waited for only to tell of its failure. */
export type CommandAction = () => unknown;
export type CommandActions = Partial<Record<CommandId, CommandAction>>;
