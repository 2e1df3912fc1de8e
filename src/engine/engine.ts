import { UmberError } from '../shared/errors.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { generate, type GenerateOptions, type GenerationResult } from './generate.ts';
import { loadPack, type LoadTimings } from './load-pack.ts';
import type { Pack } from './packs/open-pack.ts';
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
  /** Lets the models go, after the request that is running. */
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
    throw new UmberError('REQUEST_INVALID', `${threads} threads cannot be used.`, {
      advice: 'Give a whole number of threads from 1 to 256, or leave it out.',
    });
  }
  const runtime = { provider, threads };
  const loaded = await loadPack(packFolder, runtime, signal);
  let last: Promise<unknown> = Promise.resolve();
  let isDisposed = false;

  // The buffers and the runtime serve one request at a time.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    pack: loaded.pack,
    provider,
    threads,
    runtimeVersion: runtimeVersion(),
    loadTimings: loaded.timings,
    generate: (request, generateOptions) =>
      inTurn(async () => {
        if (isDisposed)
          throw new UmberError('INTERNAL', 'The engine was asked to paint after it was let go.', {
            advice: 'This is a fault in Umber. Start it again.',
          });
        return generate(loaded, runtime, request, generateOptions);
      }),
    dispose: () =>
      inTurn(async () => {
        isDisposed = true;
        await loaded.release();
      }),
  };
}
