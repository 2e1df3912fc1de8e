import type { ErrorValue } from './errors.ts';
import type { Job } from './job.ts';
import type { Settings } from './settings.ts';

/** RGB, row by row. */
export interface RgbPicture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** What the host tells every renderer unasked. It is made of JSON and bytes, as all that crosses a boundary. */
export type HostEvent =
  | { kind: 'jobChanged'; job: Job }
  | { kind: 'jobRemoved'; id: string }
  /** Ids of the jobs that wait, in their order. */
  | { kind: 'queueChanged'; isPaused: boolean; waiting: string[] }
  | { kind: 'jobPreview'; id: string; step: number; steps: number; preview: RgbPicture }
  /** A repainting: never older than one that was shown before, when shown by rising tickets alone. */
  | { kind: 'livePainted'; ticket: number; picture: RgbPicture; samplingMs: number; decodeMs: number }
  | { kind: 'liveFailed'; ticket: number; error: ErrorValue }
  | { kind: 'engineChanged'; state: 'starting' | 'ready' | 'restarting' | 'failed' }
  | { kind: 'galleryChanged' }
  | { kind: 'projectsChanged' }
  | { kind: 'settingsChanged'; settings: Settings }
  /** From the native menu: the name of a command of the renderer. */
  | { kind: 'commandChosen'; command: string }
  /** A file was opened from outside, by the system or by dropping it on the program. */
  | { kind: 'fileOpened'; name: string; bytes: Uint8Array }
  /** From the native menu's list of recent projects. */
  | { kind: 'projectChosen'; id: string }
  /**
   * Made by the page's own end of the connection, where there is one that can be lost. Whatever the host said
   * meanwhile was missed: after `open`, ask anew. `refused` means that the address lacks the token.
   */
  | { kind: 'connectionChanged'; state: 'open' | 'lost' | 'refused' };
