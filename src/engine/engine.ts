import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RgbPicture } from '../shared/events.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { generate, paint, type GenerationResult, type Painting } from './generate.ts';
import type { GenerateOptions } from './painting/painter.ts';
import { loadPack, type LoadTimings } from './load-pack.ts';
import type { Layout } from './layouts/layout-png.ts';
import type { Pack } from './packs/open-pack.ts';
import { segmentPicture } from './segment-picture.ts';
import { physicalCores } from './sessions/physical-cores.ts';
import { runtimeVersion, type Provider } from './sessions/runtime.ts';

/** Which pack to load, and what to run it on. */
export interface EngineOptions {
  packFolder: string;
  /** The CPU where absent. */
  provider?: Provider;
  /** Threads of the CPU provider; one per physical core where absent. */
  threads?: number;
  signal?: AbortSignal;
}

/** One pack, loaded and ready to paint. */
export interface Engine {
  readonly pack: Pack;
  /** The provider that really runs the models. */
  readonly provider: Provider;
  readonly threads: number;
  readonly runtimeVersion: string;
  readonly loadTimings: LoadTimings;
  /** Paints one picture; requests run one after another in the order they came. */
  generate(request: GenerationRequest, options?: GenerateOptions): Promise<GenerationResult>;
  /**
   * Paints pixels without a file, at once: between two runs of the picture whose turn it is. For repainting while the
   * artist paints.
   */
  repaint(
    request: GenerationRequest,
    options?: Omit<GenerateOptions, 'beforeRun' | 'resume'>,
  ): Promise<Painting>;
  /**
   * What classes the pack's segmenter sees in a picture, at once as well.
   *
   * @throws UmberError `PACK_CONDITION_MISSING` where the pack has no segmenter
   */
  segment(picture: RgbPicture): Promise<Layout>;
  /** Lets the models go, after what is running. */
  dispose(): Promise<void>;
}

/**
 * Loads a pack once for any number of pictures.
 *
 * @throws UmberError the `PACK_…` codes, `PROVIDER_UNAVAILABLE`, `REQUEST_INVALID` for the threads, `CANCELLED`
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { packFolder, provider = 'cpu', threads = physicalCores(), signal } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) {
    throw new UmberError('REQUEST_INVALID', sentence`${threads} threads cannot be used.`, {
      advice: sentence`Give a whole number of threads from 1 to 256, or leave it out.`,
    });
  }
  const runtime = { provider, threads };
  const loaded = await loadPack(packFolder, runtime, signal);
  let last: Promise<unknown> = Promise.resolve();
  const atOnce = new Set<Promise<unknown>>();
  let isDisposed = false;

  function assertUsable(): void {
    if (!isDisposed) return;
    throw new UmberError('INTERNAL', sentence`The engine was asked to paint after it was let go.`, {
      advice: sentence`This is a fault in Umber. Start it again.`,
    });
  }

  // One picture's buffers at a time are enough for the memory.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function outOfTurn<T>(work: () => Promise<T>): Promise<T> {
    assertUsable();
    const running = work();
    atOnce.add(running);
    try {
      return await running;
    } finally {
      atOnce.delete(running);
    }
  }

  return {
    pack: loaded.pack,
    provider,
    threads,
    runtimeVersion: runtimeVersion(),
    loadTimings: loaded.timings,
    generate: (request, generateOptions) =>
      inTurn(async () => {
        assertUsable();
        return generate(loaded, runtime, request, generateOptions);
      }),
    repaint: (request, repaintOptions) => outOfTurn(() => paint(loaded, runtime, request, repaintOptions)),
    segment: (picture) => outOfTurn(() => segmentPicture(loaded, picture)),
    dispose: () =>
      inTurn(async () => {
        isDisposed = true;
        await Promise.allSettled(atOnce);
        await loaded.release();
      }),
  };
}
