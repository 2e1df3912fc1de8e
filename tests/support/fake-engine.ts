import type { EngineMessage, EngineTask } from '../../src/shared/engine-protocol.ts';
import type { EngineChannel, EngineExit, StartEngine } from '../../src/host/engine/engine-channel.ts';

/** What an engine process was told, and what it can be made to say and do. */
export interface FakeEngine {
  readonly tasks: { id: number; task: EngineTask }[];
  readonly cancelled: number[];
  isKilled: boolean;
  say(message: EngineMessage): void;
  /** Says something that no engine says. */
  babble(message: unknown): void;
  beat(): void;
  exit(exit?: Partial<EngineExit>): void;
  ready(): void;
  done(id: number, value: unknown, memoryBytes?: number): void;
}

/** An engine process that speaks the real protocol and does only what a test makes it do. */
export function createFakeEngine(onStart: (engine: FakeEngine) => void = (engine) => engine.ready()): {
  start: StartEngine;
  engines: FakeEngine[];
} {
  const engines: FakeEngine[] = [];
  const start: StartEngine = () => {
    let onMessage: (message: unknown) => void = () => undefined;
    let onHeartbeat = () => {};
    let onExit: (exit: EngineExit) => void = () => undefined;
    let hasExited = false;
    const engine: FakeEngine = {
      tasks: [],
      cancelled: [],
      isKilled: false,
      say: (message) => onMessage(message),
      babble: (message) => onMessage(message),
      beat: () => onHeartbeat(),
      exit(exit = {}) {
        if (hasExited) return;
        hasExited = true;
        onExit({ code: undefined, signal: undefined, ...exit });
      },
      ready: () => onMessage({ kind: 'ready', providers: ['cpu'], physicalCores: 4 }),
      done: (id, value, memoryBytes = 1) => onMessage({ kind: 'done', id, value, memoryBytes }),
    };
    engines.push(engine);
    const channel: EngineChannel = {
      pid: undefined,
      send(message) {
        const command = message as { id: number; task?: EngineTask };
        if (command.task) engine.tasks.push({ id: command.id, task: command.task });
        else engine.cancelled.push(command.id);
      },
      onMessage: (listener) => void (onMessage = listener),
      onHeartbeat: (listener) => void (onHeartbeat = listener),
      onExit: (listener) => void (onExit = listener),
      kill() {
        engine.isKilled = true;
        setImmediate(() => engine.exit({ signal: 'SIGKILL' }));
      },
    };
    setImmediate(() => onStart(engine));
    return channel;
  };
  return { start, engines };
}
