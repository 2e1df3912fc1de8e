import { say, sentence, type Sentence } from './sentence.ts';

/**
 * The one list of things that can go wrong, by domain, with the exit code the command line ends with.
 * Codes are part of the contract with scripts and with the studio: they are added, never renamed.
 */
const exitCodes = {
  // the request
  REQUEST_INVALID: 2,
  SAMPLER_UNKNOWN: 2,
  SCENE_UNKNOWN: 2,
  // files the user hands in
  FILE_NOT_FOUND: 3,
  FILE_EMPTY: 3,
  FILE_UNREADABLE: 3,
  PICTURE_NOT_PNG: 3,
  PICTURE_TRUNCATED: 3,
  PICTURE_UNREADABLE: 3,
  PICTURE_SIZE: 3,
  LAYOUT_CLASS_UNKNOWN: 3,
  LAYOUT_EMPTY: 3,
  RECIPE_MISSING: 3,
  RECIPE_INVALID: 3,
  // model packs
  PACK_NOT_FOUND: 4,
  PACK_FILE_MISSING: 4,
  PACK_FILE_SIZE: 4,
  PACK_FILE_ALTERED: 4,
  PACK_PATH_ESCAPES: 4,
  PACK_MANIFEST_INVALID: 4,
  PACK_CONDITION_MISSING: 4,
  PACK_MODEL_INVALID: 4,
  PACK_QUARANTINED: 4,
  // projects, and what the studio keeps
  PROJECT_NOT_FOUND: 3,
  PROJECT_DAMAGED: 3,
  PROJECT_NEWER: 3,
  PROJECT_CONFLICT: 3,
  PROJECT_UNSAVED: 3,
  JOB_NOT_FOUND: 3,
  QUEUE_FULL: 3,
  GALLERY_PICTURE_NOT_FOUND: 3,
  // the machine that computes
  PROVIDER_UNAVAILABLE: 5,
  ENGINE_FAILED: 5,
  ENGINE_CRASHED: 5,
  ENGINE_STUCK: 5,
  // the studio's own folder
  DATA_IN_USE: 6,
  // the studio in a browser
  HOST_UNREACHABLE: 5,
  PORT_IN_USE: 5,
  PAGES_NOT_BUILT: 3,
  // files that are written
  OUTPUT_READ_ONLY: 6,
  OUTPUT_DISK_FULL: 6,
  OUTPUT_FAILED: 6,
  // everything else
  CANCELLED: 130,
  NODE_VERSION: 1,
  INTERNAL: 1,
} as const;

/** One of the codes above. */
export type ErrorCode = keyof typeof exitCodes;

/** Every code, for tests and for the schema of errors that cross a process boundary. */
export const errorCodes = Object.keys(exitCodes) as ErrorCode[];

/** What goes with code and message; there is no error without advice. */
export interface UmberErrorOptions {
  /** What the reader can do about it, a sentence or two in the imperative. */
  advice: Sentence;
  cause?: unknown;
}

/** An error as it crosses a process boundary: no stack, no cause, and sentences that can be said in any language. */
export interface ErrorValue {
  code: ErrorCode;
  message: Sentence;
  advice: Sentence;
}

/** An error that a person may see: a stable code, a plain message, and advice. `message` and `advice` are in English. */
export class UmberError extends Error {
  readonly code: ErrorCode;
  readonly advice: string;
  /** The same as a value. */
  readonly value: ErrorValue;

  constructor(code: ErrorCode, message: Sentence, { advice, cause }: UmberErrorOptions) {
    super(say(message), cause === undefined ? undefined : { cause });
    this.name = 'UmberError';
    this.code = code;
    this.advice = say(advice);
    this.value = { code, message, advice };
  }

  /** An error that crossed a boundary, to be thrown again. */
  static from({ code, message, advice }: ErrorValue): UmberError {
    return new UmberError(code, message, { advice });
  }

  /** Exit status of the command line for this error: 1 internal, 2 request, 3 input, 4 pack, 5 engine, 6 output, 130 cancelled. */
  get exitCode(): number {
    return exitCodes[this.code];
  }

  /** What scripts read, in English. */
  toJSON(): { code: ErrorCode; message: string; advice: string } {
    return { code: this.code, message: this.message, advice: this.advice };
  }
}

/** True for errors thrown by Umber, with the given code where one is named. */
export function isUmberError(error: unknown, code?: ErrorCode): error is UmberError {
  return error instanceof UmberError && (code === undefined || error.code === code);
}

/** Any thrown value as an `UmberError`: Umber's own unchanged, aborts as `CANCELLED`, the rest as `INTERNAL`. */
export function toUmberError(error: unknown): UmberError {
  if (error instanceof UmberError) return error;
  if (error instanceof Error && error.name === 'AbortError') return cancelled(error);
  const complaint = error instanceof Error ? error.message : String(error);
  return new UmberError('INTERNAL', sentence`${complaint}`, {
    cause: error,
    advice: sentence`This is a fault in Umber. Please report it, and say what you did before.`,
  });
}

/** What work ends with that was asked to stop. */
export function cancelled(cause?: unknown): UmberError {
  return new UmberError('CANCELLED', sentence`The work was cancelled.`, {
    cause,
    advice: sentence`Start it again to get the picture.`,
  });
}

/** The error for a file of no bytes at all. */
export function emptyFile(): UmberError {
  return new UmberError('FILE_EMPTY', sentence`The file is empty.`, {
    advice: sentence`Save or copy it again from where it comes from, and check that the disk is not full.`,
  });
}
