/** How an engine process ended, as far as the system says. */
export interface EngineExit {
  code: number | undefined;
  /** Where it was ended by a signal. Electron does not tell which, nor that it was one. */
  signal: string | undefined;
}

/**
 * One running engine process, seen from the host: what `fork` of Node and `utilityProcess.fork` of Electron have in
 * common. Messages are structured clones; nothing is ever transferred.
 */
export interface EngineChannel {
  readonly pid: number | undefined;
  send(message: unknown): void;
  /** Whatever the process says; it is untrusted. */
  onMessage(listener: (message: unknown) => void): void;
  /** The process wrote to its standard output, which it does twice a second as a sign of life, and for nothing else. */
  onHeartbeat(listener: () => void): void;
  /** Called once, also where the process could not be started at all. */
  onExit(listener: (exit: EngineExit) => void): void;
  /** Ends the process at once, whatever it is doing: SIGKILL, not a request. */
  kill(): void;
}

/** Where and how an engine process is to be started. */
export interface EngineStart {
  /** An empty folder. */
  cwd: string;
  /** The whole environment of the process, with nothing of the host's left in. */
  env: Record<string, string>;
}

/** Starts one engine process: `src/engine/process/engine-process.ts`, or what a build made of it. */
export type StartEngine = (start: EngineStart) => EngineChannel;
