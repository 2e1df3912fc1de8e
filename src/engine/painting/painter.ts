import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { PreparedConditions } from '../batched-network.ts';
import type { RequestWarning } from '../check-request.ts';
import type { LoadedPack } from '../load-pack.ts';
import { createNoiseStream, type NoiseStream } from '../noise.ts';
import type { Preview } from '../preview.ts';
import type { ResumeOptions, RunLog } from '../run-log.ts';
import type { Network } from '../sampling/denoiser.ts';

/** Where a picture is on its way. */
export type GenerationProgress =
  | {
      part: 'sampling';
      /** Steps done, 1 to `steps`, over all that the picture takes. */
      step: number;
      steps: number;
      /** Of the steps done, those that an earlier process had done and this one was spared. */
      remembered: number;
      /**
       * A small picture of what is there so far, made when asked for; call it before the callback returns.
       * Undefined where the pack has no preview.
       */
      preview: () => Preview | undefined;
    }
  | { part: 'decoding' };

/** How to follow a picture that is being painted, and how to stop it. */
export interface GenerateOptions {
  /** Checked before each run of the network; one that has begun is finished first. */
  signal?: AbortSignal;
  onProgress?: (progress: GenerationProgress) => void;
  /** Awaited before each run of a network, so that something more urgent can be painted in between. */
  beforeRun?: () => Promise<void>;
  /** To go on with the same picture after the process was killed; of providers other than `cpu` nothing is kept. */
  resume?: ResumeOptions | undefined;
}

/** One request on its way, and what all parts of its picture share. */
export interface Painter {
  readonly loaded: LoadedPack;
  readonly request: GenerationRequest;
  /** Words and scene. */
  readonly conditions: Pick<PreparedConditions, 'text' | 'class'>;
  readonly options: GenerateOptions;
  /** One stream for the whole picture. */
  readonly noise: NoiseStream;
  readonly warnings: RequestWarning[];
  /** The same network, spared the runs that an earlier process had done; parts of a picture run one after another. */
  remembered(network: Network): Network;
  /** Tells how many steps all parts together will take; before the first of them. */
  expectSteps(steps: number): void;
  /** One more step is done. */
  stepDone(preview: () => Preview | undefined): void;
  /** Standard normal values where a part of the picture starts; they count for the recipe's noise hash. */
  drawStart(length: number): Float32Array;
  /** SHA-256 of all that `drawStart` gave, as float32, little-endian. */
  noiseHash(): string;
  /** Wall time of sampling and decoding so far, in milliseconds. */
  readonly clock: { samplingMs: number; decodeMs: number };
  /**
   * A run blocks the thread and the next would follow at once: between them the event loop gets a turn, or a cancel
   * that came during a run would be read only after the one that follows.
   */
  letOthersIn(): Promise<void>;
}

/** A painter for one request that has been checked. */
export function createPainter(
  loaded: LoadedPack,
  request: GenerationRequest,
  conditions: Painter['conditions'],
  options: GenerateOptions,
  warnings: RequestWarning[],
  log: RunLog | undefined,
): Painter {
  const noise = createNoiseStream(request.seed);
  const hash = createHash('sha256');
  let steps = request.steps;
  let step = 0;
  let remembered = 0;
  return {
    ...{ loaded, request, conditions, options, noise, warnings },
    clock: { samplingMs: 0, decodeMs: 0 },
    remembered: (network) => log?.remembered(network) ?? network,
    expectSteps: (expected) => (steps = expected),
    stepDone(preview) {
      step++;
      if (log?.isRecalling) remembered = step;
      options.onProgress?.({ part: 'sampling', step, steps, remembered, preview });
    },
    drawStart(length) {
      const drawn = noise.normal(length);
      hash.update(new Uint8Array(drawn.buffer, drawn.byteOffset, drawn.byteLength));
      return drawn;
    },
    noiseHash: () => hash.copy().digest('hex'),
    async letOthersIn() {
      const { signal, beforeRun } = options;
      if (!signal && !beforeRun) return;
      await setImmediate();
      throwIfCancelled(signal);
      if (!beforeRun) return;
      await beforeRun();
      throwIfCancelled(signal);
    },
  };
}
