import type { Engine } from '../engine/index.ts';
import type { CommandContext } from './command-context.ts';
import type { EngineChoice } from './open-engine.ts';

/** A command whose files are read and whose options are checked; it waits for a pack. */
export interface PreparedTask {
  /** What a script is told beside the files that are made. */
  readonly details: object;
  /** What it is to run on. */
  readonly engine: EngineChoice;
  /** Fits it to a pack: sizes, defaults, and what there is to say about them. */
  fit(engine: Engine, context: CommandContext): Promise<FittedTask>;
}

/** A command that makes one file or several with a loaded pack. */
export interface FittedTask {
  /** The most bytes that one of its files takes. */
  readonly largestFile: number;
  /** Makes the file of this index. */
  make(which: WhichFile): Promise<MadeFile>;
}

/** One of all files that a command makes, from 0. */
export interface WhichFile {
  readonly index: number;
  readonly count: number;
  /** Where what there is of a picture is written down meanwhile, so that the same command can go on with it. */
  readonly runLog?: string | undefined;
}

/** What is to be written, and what is said of it. */
export interface MadeFile {
  readonly png: Uint8Array;
  /** Tells it from others of the same input where names are chosen for them. */
  readonly label: string | number;
  /** What follows the name of the file, for people. */
  readonly text: string;
  /** The same for scripts. */
  readonly details: object;
  /** Lines of their own after it, part of the result. */
  readonly lines: readonly string[];
  /** Of its steps, those that an earlier process had done and this one was spared; absent where it was painted in one go. */
  readonly remembered?: number | undefined;
  /** What else a person should know. */
  readonly notes: readonly string[];
}
