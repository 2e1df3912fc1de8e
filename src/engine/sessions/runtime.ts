// The only file that loads ONNX Runtime.
import { InferenceSession, listSupportedBackends, Tensor, env } from 'onnxruntime-node';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

env.logLevel = 'fatal';

/** Execution providers by the names that ONNX Runtime gives them. */
export const providers = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;
/** One of the providers. */
export type Provider = (typeof providers)[number];

/** What a model's input or output looks like; a dimension is a number or a name. */
export interface TensorSpec {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

/** A tensor with its data, row-major. */
export type TensorValue =
  | { type: 'float32'; dims: readonly number[]; data: Float32Array }
  | { type: 'int64'; dims: readonly number[]; data: BigInt64Array }
  | { type: 'int32'; dims: readonly number[]; data: Int32Array };

/** What runs the models. */
export interface RuntimeOptions {
  provider: Provider;
  threads: number;
}

/** One loaded model. */
export interface ModelSession {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Wall time spent inside the runtime so far, and in how many runs. */
  readonly clock: { runs: number; ms: number };
  /**
   * Runs the model once; the thread is blocked meanwhile.
   *
   * @param feeds   by input name; the data is read, not kept
   * @param outputs buffers to write to, by output name; their contents change with the next run that is given them
   */
  run(
    feeds: Readonly<Record<string, TensorValue>>,
    outputs?: Readonly<Record<string, TensorValue>>,
  ): Promise<Record<string, TensorValue>>;
  release(): Promise<void>;
}

/** Version of ONNX Runtime. */
export function runtimeVersion(): string {
  return env.versions.node ?? 'unknown';
}

/** Providers that this build of the runtime offers on this system; opening a session may still fail. */
export function supportedProviders(): Provider[] {
  const names = new Set(listSupportedBackends().map((backend) => backend.name));
  return providers.filter((provider) => names.has(provider));
}

/**
 * Loads a model by path on exactly the provider that is named; there is no fall back to another.
 *
 * @throws UmberError `PROVIDER_UNAVAILABLE`, `PACK_MODEL_INVALID`
 */
export async function openModelSession(
  path: string,
  name: string,
  options: RuntimeOptions,
): Promise<ModelSession> {
  const { provider, threads } = options;
  if (!supportedProviders().includes(provider)) throw unavailable(provider);
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(path, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // What matters is thrown; the runtime's own log would land in the middle of a progress bar.
      logSeverityLevel: 4,
      extra: {
        session: {
          // Without it, idle threads of one session keep spinning and slow the next session's run by half.
          force_spinning_stop: '1',
          // Long enough from one part of a run to the next. A thread that spins on while the other is kept from its core
          // by a page that draws uses up its own share of the machine: live pictures took 1.3 times as long.
          intra_op: { spin_duration_us: '20' },
        },
      },
    });
  } catch (cause) {
    if (provider !== 'cpu' && isProviderFault(cause)) throw unavailable(provider, cause);
    throw new UmberError('PACK_MODEL_INVALID', sentence`ONNX Runtime cannot load the pack's ${name}.`, {
      advice: sentence`Use a pack made for this version of Umber, or fetch this one again from its maker.`,
      cause,
    });
  }
  return wrapSession(session, name);
}

function wrapSession(session: InferenceSession, name: string): ModelSession {
  const clock = { runs: 0, ms: 0 };
  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
    clock,
    async run(feeds, outputs) {
      const tensors = toTensors(feeds);
      const fetches = outputs && toTensors(outputs);
      const start = performance.now();
      let results: InferenceSession.ReturnType;
      try {
        results = await (fetches ? session.run(tensors, fetches) : session.run(tensors));
      } catch (cause) {
        throw new UmberError('ENGINE_FAILED', sentence`The pack's ${name} failed while it ran.`, {
          advice: sentence`Try a smaller picture; if that fails as well, the pack does not fit this version of Umber.`,
          cause,
        });
      } finally {
        clock.runs++;
        clock.ms += performance.now() - start;
      }
      return fromTensors(results);
    },
    release: () => session.release(),
  };
}

function toTensors(values: Readonly<Record<string, TensorValue>>): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(values)) {
    tensors[name] = new Tensor(value.type, value.data, value.dims);
  }
  return tensors;
}

function fromTensors(results: InferenceSession.ReturnType): Record<string, TensorValue> {
  const values: Record<string, TensorValue> = {};
  for (const [name, tensor] of Object.entries(results)) {
    values[name] = { type: tensor.type, dims: tensor.dims, data: tensor.data } as TensorValue;
  }
  return values;
}

function describe(metadata: InferenceSession.ValueMetadata): TensorSpec {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'not a tensor', shape: [] };
}

function isProviderFault(cause: unknown): boolean {
  return /provider|backend|cuda|dml|directml|coreml|webgpu|shared library/i.test(String(cause));
}

function unavailable(provider: Provider, cause?: unknown): UmberError {
  const advice =
    provider === 'cuda'
      ? sentence`Choose the provider cpu, or install the CUDA libraries: the user guide says how.`
      : sentence`Choose the provider cpu, which is always there.`;
  return new UmberError('PROVIDER_UNAVAILABLE', sentence`The provider ${provider} is not available here.`, {
    advice,
    cause,
  });
}
