// The engine as a process of its own, started by the host as a child of Node or a utility process of Electron.
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { openEnginePort } from './engine-port.ts';
import { startHeartbeat } from './heartbeat.ts';
import { serveEngine } from './serve-engine.ts';

/** Below everything the artist touches: the pen must not stutter while a picture is painted. */
const PRIORITY = 10;

startHeartbeat();
// After the heartbeat, which keeps its priority, and before ONNX Runtime has threads, which inherit this one's.
setPriority(PRIORITY);
offerToSystem();
const port = openEnginePort();
port.onClose(() => process.exit());
serveEngine(port);

/** Where memory runs out, Linux shall end this process rather than the one that holds what the artist painted. */
function offerToSystem(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '800');
  } catch {
    // The system will choose by itself.
  }
}
