import type {
  EngineCommand,
  EngineMessage,
  EngineProgress,
  EngineResult,
  EngineTarget,
  EngineTask,
  EngineTaskKind,
} from '../../shared/engine-protocol.ts';
import { toUmberError } from '../../shared/errors.ts';
import type { RgbPicture } from '../../shared/events.ts';
import type { Engine } from '../engine.ts';
import type { GenerationProgress } from '../painting/painter.ts';
import { encodeLayoutPng } from '../layouts/layout-png.ts';
import { readLayout } from '../layouts/read-layout.ts';
import { estimateDamage } from '../pictures/estimate-damage.ts';
import { readRecipe } from '../pictures/recipe-in-picture.ts';
import { physicalCores } from '../sessions/physical-cores.ts';
import { supportedProviders } from '../sessions/runtime.ts';
import type { EnginePort } from './engine-port.ts';
import { createPackCache } from './pack-cache.ts';
import { readPixels } from './read-pixels.ts';

/** Previews are made no oftener than this: nobody sees more, and each is copied between processes. */
const PREVIEW_INTERVAL_MS = 100;

interface TaskContext {
  signal: AbortSignal;
  report: (progress: EngineProgress, preview?: RgbPicture) => void;
}

type Performer<K extends EngineTaskKind> = (
  task: Extract<EngineTask, { kind: K }>,
  context: TaskContext,
) => Promise<EngineResult<K>>;
type Performers = { [K in EngineTaskKind]: Performer<K> };

/**
 * Does what the host asks, for as long as the process lives.
 *
 * Everything runs on this one thread. A picture that is being painted lets the rest in between two runs of the
 * network: small things as they come, and repainting and segmenting, for which it waits. It waits once for each of its
 * runs, so that an artist who paints without a pause slows the picture down and never stops it.
 */
export function serveEngine(port: EnginePort): void {
  const packs = createPackCache();
  const running = new Map<number, AbortController>();
  const urgent = new Set<Promise<unknown>>();
  const say = (message: EngineMessage) => port.send(message);

  function urgently<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    urgent.add(settled);
    void settled.then(() => urgent.delete(settled));
    return work;
  }

  function withPack<T>(
    target: EngineTarget,
    steps: number,
    { signal, report }: TaskContext,
    work: (engine: Engine) => Promise<T>,
  ): Promise<T> {
    const onLoading = () => report({ part: 'loading', step: 0, steps });
    return packs.use(target, { signal, onLoading }, (engine) => {
      report({ part: 'sampling', step: 0, steps });
      return work(engine);
    });
  }

  const performers: Performers = {
    async load({ target }, context) {
      await withPack(target, 0, context, () => Promise.resolve());
      return {};
    },

    async generate({ target, request, pixels = {}, wantsPreviews, resume }, context) {
      const { signal, report } = context;
      const { steps } = request;
      return withPack(target, steps, context, async (engine) => {
        let waitedMs = 0;
        let told: EngineProgress = { part: 'sampling', step: 0, steps };
        let runs = 0;
        let previewedAt = -Infinity;
        const beforeRun = async () => {
          // A step of a large picture takes many runs, and longer than anybody waits for a sign that it gets on.
          if (runs++ > 0) report(told);
          if (urgent.size === 0) return;
          const start = performance.now();
          await Promise.all(urgent);
          waitedMs += performance.now() - start;
        };
        const onProgress = (progress: GenerationProgress) => {
          runs = 0;
          if (progress.part === 'decoding') {
            told = { ...told, part: 'decoding' };
            report(told);
            return;
          }
          const { step, steps: expected, remembered, preview } = progress;
          told = { part: 'sampling', step, steps: expected, ...(remembered > 0 && { remembered }) };
          const isDue = wantsPreviews && performance.now() - previewedAt >= PREVIEW_INTERVAL_MS;
          if (isDue) previewedAt = performance.now();
          report(told, isDue ? preview() : undefined);
        };
        const result = await engine.generate(await readPixels(request, pixels), {
          signal,
          onProgress,
          beforeRun,
          resume,
        });
        const { width, height, png, timings, warnings, edit } = result;
        return {
          ...{ width, height, png: whole(png), warnings },
          ...(edit && { edit }),
          paintingMs: Math.max(0, timings.totalMs - waitedMs),
          samplingMs: Math.max(0, timings.samplingMs - waitedMs),
        };
      });
    },

    repaint({ target, request }, context) {
      const work = withPack(target, request.steps, context, async (engine) => {
        const { width, height, rgb, timings } = await engine.repaint(request, { signal: context.signal });
        const { samplingMs, decodeMs } = timings;
        return { picture: { width, height, rgb }, samplingMs, decodeMs };
      });
      return urgently(work);
    },

    segment({ target, width, height, rgb }, context) {
      const work = withPack(target, 0, context, async (engine) => ({
        layout: await engine.segment({ width, height, rgb }),
      }));
      return urgently(work);
    },

    estimateDamage({ rgb, width, height }) {
      const { degradation } = estimateDamage(rgb, { width, height });
      return Promise.resolve({ degradation });
    },

    readLayout({ bytes, classes }) {
      const { layout, report } = readLayout(bytes, { classes });
      const { source, snappedPixels, unknownPixels } = report;
      return Promise.resolve({ layout, classes: source.classes, snappedPixels, unknownPixels });
    },

    readResult: ({ bytes, wanted }) => Promise.resolve(readRecipe(bytes, wanted)),

    encodeLayout: ({ layout }) => Promise.resolve({ bytes: whole(encodeLayoutPng(layout)) }),
  };

  async function perform(id: number, task: EngineTask): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const report: TaskContext['report'] = (progress, preview) =>
      say({ kind: 'progress', id, progress, ...(preview && { preview }) });
    try {
      const performer = performers[task.kind] as Performer<EngineTaskKind>;
      const value = await performer(task, { signal: controller.signal, report });
      say({ kind: 'done', id, value, memoryBytes: process.memoryUsage.rss() });
    } catch (error) {
      say({ kind: 'failed', id, error: toUmberError(error).value, memoryBytes: process.memoryUsage.rss() });
    } finally {
      running.delete(id);
    }
  }

  port.onMessage((message) => {
    // The host is trusted: it parsed what it passes on.
    const command = message as EngineCommand;
    if ('task' in command) void perform(command.id, command.task);
    else running.get(command.id)?.abort();
  });
  say({ kind: 'ready', providers: supportedProviders(), physicalCores: physicalCores() });
}

/** Bytes with nothing else in their buffer: Electron would copy the whole of it. */
function whole(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength && !Buffer.isBuffer(bytes)
    ? bytes
    : new Uint8Array(bytes);
}
