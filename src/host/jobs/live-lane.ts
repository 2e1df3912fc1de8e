import type { EngineResult } from '../../shared/engine-protocol.ts';
import { isUmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { JobRequest } from '../../shared/job.ts';
import { EngineEnded } from '../engine/engine-ended.ts';
import { createTempo } from '../engine/tempo.ts';
import { toErrorValue } from '../error-value.ts';

/** Paints pixels alone, between the steps of whatever else is being painted. */
export type Repaint = (request: JobRequest, signal: AbortSignal) => Promise<EngineResult<'repaint'>>;

/** Repainting while the artist paints. */
export interface LiveLane {
  /** The newest ticket wins; the picture arrives as an event. */
  paint(ticket: number, request: JobRequest): void;
  /** Nothing that was asked for before is shown any more. */
  stop(): void;
}

interface Ticket {
  ticket: number;
  request: JobRequest;
}

interface Running extends Ticket {
  controller: AbortController;
  startedMs: number;
  isMuted: boolean;
}

/** What is nearly done is worth waiting for. */
const NEARLY_DONE_MS = 250;

/**
 * One repainting at a time, and of those that wait the newest alone.
 *
 * One that is nearly done, by what earlier ones took, is finished even though there are newer strokes: on a machine
 * that is fast enough the picture follows the moving pen. A longer one is stopped for the newer, but never two in a row,
 * so that there are pictures also where strokes come faster than the machine paints. One of fewer steps than the newer,
 * of a pen that has gone up meanwhile, is stopped as well. Pictures never come out of order, since the next is begun
 * only when the last has ended.
 */
export function createLiveLane(repaint: Repaint, emit: (event: HostEvent) => void): LiveLane {
  const tempo = createTempo();
  let waiting: Ticket | undefined;
  let running: Running | undefined;
  let wasLastStopped = false;

  function begin(next: Ticket): void {
    const started: Running = {
      ...next,
      controller: new AbortController(),
      startedMs: performance.now(),
      isMuted: false,
    };
    running = started;
    void paintOne(started).finally(() => {
      running = undefined;
      const newest = waiting;
      waiting = undefined;
      if (newest) begin(newest);
    });
  }

  async function paintOne(started: Running): Promise<void> {
    const { ticket, request, controller } = started;
    try {
      const painted = await repaintTwice(started);
      tempo.record(kindOf(request), performance.now() - started.startedMs);
      wasLastStopped = false;
      if (!started.isMuted) emit({ kind: 'livePainted', ticket, ...painted });
    } catch (error) {
      wasLastStopped = controller.signal.aborted;
      if (started.isMuted || controller.signal.aborted || isUmberError(error, 'CANCELLED')) return;
      emit({ kind: 'liveFailed', ticket, error: toErrorValue(error) });
    }
  }

  /** Once more where the engine ended meanwhile, unless there is something newer to paint anyway. */
  async function repaintTwice({ request, controller }: Running): Promise<EngineResult<'repaint'>> {
    try {
      return await repaint(request, controller.signal);
    } catch (error) {
      if (!(error instanceof EngineEnded) || controller.signal.aborted || waiting) throw error;
      return repaint(request, controller.signal);
    }
  }

  return {
    paint(ticket, request) {
      const next = { ticket, request };
      if (!running) {
        begin(next);
        return;
      }
      waiting = next;
      const usualMs = tempo.median(kindOf(running.request));
      const leftMs = (usualMs ?? 0) - (performance.now() - running.startedMs);
      const isWorthWaiting = leftMs <= NEARLY_DONE_MS && running.request.steps >= request.steps;
      if (running.isMuted || (!isWorthWaiting && !wasLastStopped)) running.controller.abort();
    },
    stop() {
      waiting = undefined;
      if (!running) return;
      running.isMuted = true;
      running.controller.abort();
    },
  };
}

function kindOf({ pack, width, height, steps, guidance }: JobRequest): string {
  return JSON.stringify([pack, width, height, steps, guidance]);
}
