import { Worker } from 'node:worker_threads';

/** A sign of life is given twice a second. */
const INTERVAL_MS = 500;

/**
 * Gives signs of life on the standard output, also while a model runs and blocks this thread, for as long as the
 * process runs at all. It ends the process once nobody listens any more: a host that was killed cannot.
 *
 * The thread handles no data and never ONNX Runtime. Its few lines are text so that they are in every build alike.
 */
export function startHeartbeat(): void {
  const lines = `
    const { writeSync } = require('node:fs');
    function beat() {
      try {
        writeSync(1, '.');
      } catch (error) {
        if (error.code === 'EPIPE') process.kill(process.pid, 'SIGKILL');
      }
    }
    beat();
    setInterval(beat, ${INTERVAL_MS});`;
  new Worker(lines, { eval: true });
}
