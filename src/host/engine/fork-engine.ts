import { fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { StartEngine } from './engine-channel.ts';

/** Starts engine processes as children of Node. `file` is the entry: `engine-process.ts`, or the built one. */
export function forkEngine(file: string): StartEngine {
  return ({ cwd, env }) => {
    const compiled = getCompileCacheDir();
    const child = fork(file, [], {
      cwd,
      env: { ...env, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    // A process that is gone, or never was, is told of by its exit; sending to it is no fault of the host's.
    child.on('error', () => undefined);
    child.stdout?.on('error', () => undefined);
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => child.on('message', listener),
      onHeartbeat: (listener) => child.stdout?.on('data', listener),
      onExit(listener) {
        let isTold = false;
        const tell = (code: number | null, signal: string | null) => {
          if (isTold) return;
          isTold = true;
          listener({ code: code ?? undefined, signal: signal ?? undefined });
        };
        child.once('exit', tell);
        // `exit` never comes for a process that could not be started.
        if (child.pid === undefined) setImmediate(tell, null, null);
      },
      kill: () => child.kill('SIGKILL'),
    };
  };
}
