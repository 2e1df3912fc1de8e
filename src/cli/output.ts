import type { UmberError } from '../shared/errors.ts';

/** Where a command speaks: results on the standard output, everything else on the standard error. */
export interface Output {
  readonly isJson: boolean;
  /** Part of the result, for people; nothing with `--json`. */
  print(text: string): void;
  /** The result, for scripts; nothing without `--json`. */
  result(value: object): void;
  /** Something that a person should know on the way; `details` are what a script gets instead. */
  note(text: string, details?: object): void;
  progress(event: ProgressEvent): void;
  /** Clears the bar, so that the next line has a line of its own. */
  endProgress(): void;
  fail(error: UmberError, original: unknown): void;
}

export interface ProgressEvent {
  /** 1 to `pictures`. */
  readonly picture: number;
  readonly pictures: number;
  readonly part: 'loading' | 'sampling' | 'decoding';
  /** Steps done. */
  readonly step: number;
  readonly steps: number;
}

/** What a command needs of a stream. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface OutputStreams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly isJson: boolean;
}

const clearLine = '\r\u001b[2K';

/**
 * Progress is a bar on a terminal, about ten plain lines a picture elsewhere, and a JSON object per event and line
 * with `--json`. Results never share a stream with it.
 */
export function createOutput({ stdout, stderr, isJson }: OutputStreams): Output {
  let samplingStarted = 0;
  let isBarShown = false;

  function endProgress(): void {
    if (isBarShown) stderr.write(clearLine);
    isBarShown = false;
  }

  function jsonLine(value: object): void {
    stderr.write(`${harmlessJson(value)}\n`);
  }

  return {
    isJson,
    endProgress,
    print(text) {
      if (isJson) return;
      endProgress();
      stdout.write(`${printable(text)}\n`);
    },
    result(value) {
      if (isJson) stdout.write(`${harmlessJson(value, 2)}\n`);
    },
    note(text, details) {
      if (isJson) {
        if (details) jsonLine({ event: 'note', message: text, ...details });
        return;
      }
      endProgress();
      stderr.write(`${printable(text)}\n`);
    },
    progress(event) {
      if (isJson) {
        jsonLine({ event: 'progress', ...event });
        return;
      }
      if (event.part === 'sampling' && event.step === 0) samplingStarted = performance.now();
      const seconds = (performance.now() - samplingStarted) / 1000;
      if (stderr.isTTY) {
        // A terminal that does not know its width says 0.
        stderr.write(clearLine + bar(event, seconds, stderr.columns || 80));
        isBarShown = true;
      } else if (isWorthALine(event)) {
        stderr.write(`${label(event)}\n`);
      }
    },
    fail(error, original) {
      endProgress();
      if (isJson) {
        jsonLine({ event: 'error', ...error.toJSON() });
        return;
      }
      stderr.write(printable(`umber: ${error.message} (${error.code})\n  ${error.advice}\n`));
      if (original instanceof Error) stderr.write(printable(`\n${describeCauses(original)}\n`));
    },
  };
}

function label({ picture, pictures, part, step, steps }: ProgressEvent): string {
  const which = pictures > 1 ? `Picture ${picture} of ${pictures}: ` : '';
  if (part === 'loading') return 'Loading the pack';
  if (part === 'decoding') return `${which}decoding`;
  return `${which}step ${step} of ${steps}`;
}

function bar(event: ProgressEvent, seconds: number, columns: number): string {
  const { part, step, steps } = event;
  if (part !== 'sampling') return label(event).slice(0, columns - 1);
  const left = step > 0 ? (seconds / step) * (steps - step) : undefined;
  const times = left === undefined ? '' : `  ${seconds.toFixed(1)} s, ${left.toFixed(1)} s left`;
  const width = Math.max(5, Math.min(30, columns - label(event).length - times.length - 5));
  const done = Math.round((step / steps) * width);
  return `${label(event)} [${'#'.repeat(done)}${'.'.repeat(width - done)}]${times}`.slice(0, columns - 1);
}

/** The first and the last step, and every tenth part between. */
function isWorthALine({ part, step, steps }: ProgressEvent): boolean {
  if (part !== 'sampling') return part === 'loading';
  return (
    step > 0 && (step === steps || Math.floor((step * 10) / steps) > Math.floor(((step - 1) * 10) / steps))
  );
}

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Without what would steer a terminal: prompts and names come out of files that anybody may have made. */
function printable(text: string): string {
  return text.replace(steering, '\ufffd');
}

/** The same for JSON, in which every character can be written as its number. */
function harmlessJson(value: object, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    steering,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function describeCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\nbecause of ${describeCauses(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
