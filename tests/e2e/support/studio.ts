import type { Page } from '@playwright/test';
import type { PageWatch } from './watch-page.ts';

/** Where packs come from: one that paints noise in no time, or those that ship. */
export type PackChoice = 'tiny' | 'shipped';

/** What a launcher is told. */
export interface LaunchOptions {
  /** An empty folder, removed afterwards. */
  readonly dataFolder: string;
  readonly packsFolder: string;
}

/** The studio under test, in whichever shell. */
export interface Studio {
  readonly shell: 'browser' | 'electron';
  readonly dataFolder: string;
  /** The studio's page. In Electron another one after `start`. */
  readonly page: Page;
  readonly watch: PageWatch;
  /** Process of the host. */
  readonly hostPid: number;
  /** Everything that the host's process wrote. */
  readonly output: string;
  /** Ends the host's process as a power cut would: SIGKILL. A page in a browser stays open. */
  kill(): Promise<void>;
  /** Ends it as a user or a system would: SIGTERM. Resolves to how long it took. */
  stop(): Promise<number>;
  /** Starts the host again on the same data. A page in a browser finds it by itself. */
  start(): Promise<void>;
  /** Loads the page anew. */
  reload(): Promise<void>;
  /** Ends everything. */
  close(): Promise<void>;
}
