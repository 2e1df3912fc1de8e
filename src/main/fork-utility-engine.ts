import { utilityProcess } from 'electron';
import type { StartEngine } from '../host/index.ts';

/** Starts engine processes as Electron's utility processes. `file` is the built entry. */
export function forkUtilityEngine(file: string): StartEngine {
  return ({ cwd, env }) => {
    const child = utilityProcess.fork(file, [], {
      cwd,
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'inherit'],
      serviceName: 'Umber engine',
    });
    let isKilled = false;
    let hasEnded = false;
    // A process has no id until it runs.
    child.once('spawn', () => {
      if (isKilled) kill();
    });
    child.once('exit', () => {
      hasEnded = true;
    });
    // Told of by its exit as well.
    child.on('error', () => undefined);
    child.stdout?.on('error', () => undefined);

    /** Not `child.kill()`, which asks politely: a native call that hangs would not hear it. */
    function kill(): void {
      isKilled = true;
      if (child.pid === undefined || hasEnded) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It was gone already.
      }
    }

    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', listener),
      onHeartbeat: (listener) => child.stdout?.on('data', listener),
      onExit: (listener) => child.once('exit', (code) => listener({ code, signal: undefined })),
      kill,
    };
  };
}
