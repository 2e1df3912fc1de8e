import type { Patch } from '../../shared/document-format.ts';

/** An act of the artist, ready to be done: its name for the undo list, a key of the language files, and its patch. */
export interface Command {
  readonly label: string;
  readonly patch: Patch;
}
