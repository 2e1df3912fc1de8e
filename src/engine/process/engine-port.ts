/** The engine's end of its connection with the host. */
export interface EnginePort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The host is gone, or has let go of this process. */
  onClose(listener: () => void): void;
}

/** What a utility process of Electron has in place of an IPC channel. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/** Connects with the process that started this one: Electron's main process, or a Node that forked it. */
export function openEnginePort(from: NodeJS.Process = process): EnginePort {
  const { parentPort } = from as unknown as { parentPort?: ParentPort };
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      onClose: (listener) => parentPort.on('close', listener),
    };
  }
  if (!from.send) throw new Error('The engine runs as a child of the studio, not by itself.');
  return {
    // A host that is gone is told by `disconnect`.
    send: (message) => void from.send?.(message, () => undefined),
    onMessage: (listener) => void from.on('message', listener),
    onClose: (listener) => void from.on('disconnect', listener),
  };
}
