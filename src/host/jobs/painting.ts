import type { EngineResult, EngineTarget } from '../../shared/engine-protocol.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import { guidancePasses } from '../../shared/guidance-passes.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import { readsLayoutAround } from '../../shared/reads-layout-around.ts';
import type { RouteHandlers } from '../../shared/routes/routes.ts';
import type { Settings } from '../../shared/settings.ts';
import { stepsToRun } from '../../shared/steps-to-run.ts';
import type { EngineSupervisor } from '../engine/supervisor.ts';
import type { TaskOptions } from '../engine/watched-process.ts';
import { targetOf, type InstalledPacks } from '../packs/installed-packs.ts';
import type { Repaint } from './live-lane.ts';
import type { UnpackedRequest } from './pack-request.ts';
import type { PaintingCosts, PaintingKind } from './painting-costs.ts';

/** What painting stands on. */
export interface PaintingOptions {
  packs: InstalledPacks;
  engine: EngineSupervisor;
  settings: () => Settings;
  costs: PaintingCosts;
}

/** Has the engine paint, with the pack that a request names and the provider and threads of the settings. */
export interface Painting {
  /**
   * A picture with its file, gone on with where an earlier process had begun it. What it cost is remembered.
   *
   * @param runLog absolute path of the file for that
   * @throws UmberError `PACK_NOT_FOUND`, what the engine says; EngineEnded where that ended first
   */
  paint(unpacked: UnpackedRequest, runLog: string, options: TaskOptions): Promise<EngineResult<'generate'>>;
  /** Pixels alone, for the live lane. */
  repaint: Repaint;
  /** What a picture would take. */
  plan: RouteHandlers['jobs.plan'];
}

/** Puts packs, settings and the engine together. */
export function createPainting({ packs, engine, settings, costs }: PaintingOptions): Painting {
  /** A live picture says what the first whole one may take; after that only whole ones count. */
  function rememberFirst(
    kind: PaintingKind,
    steps: number,
    manifest: PackManifest,
    { samplingMs, decodeMs }: EngineResult<'repaint'>,
  ): void {
    if (costs.durationMs(kind, steps, manifest) !== undefined) return;
    const { memoryBytes } = engine;
    costs.record(kind, { steps, samplingMs, paintingMs: samplingMs + decodeMs, memoryBytes });
  }

  return {
    async paint({ request, pixels }, runLog, options) {
      const pack = await packs.find(request.pack);
      const target = targetOf(pack, settings());
      let remembered = 0;
      const result = await engine.run(
        { kind: 'generate', target, request, pixels, wantsPreviews: true, resume: { file: runLog } },
        {
          ...options,
          onProgress(progress, preview) {
            remembered = Math.max(remembered, progress.remembered ?? 0);
            options.onProgress?.(progress, preview);
          },
        },
      );
      // Of a part alone it is not known what the whole would have cost.
      if (remembered > 0) return result;
      const { samplingMs, paintingMs } = result;
      const { memoryBytes } = engine;
      const steps = stepsToRun(request.steps, request.conditions.source?.strength ?? 1);
      costs.record(kindOf(target, request, pack.manifest), { steps, samplingMs, paintingMs, memoryBytes });
      return result;
    },

    async repaint(request, signal) {
      const pack = await packs.find(request.pack);
      const named: GenerationRequest = { ...request, pack: pack.manifest.name };
      const target = targetOf(pack, settings());
      const task = { kind: 'repaint', target, request: named } as const;
      const result = await engine.run(task, { signal, isCancelFirm: false });
      rememberFirst(kindOf(target, named, pack.manifest), named.steps, pack.manifest, result);
      return result;
    },

    async plan({ pack: name, width, height, steps, guidancePasses: passes, isMasked = false }) {
      const pack = await packs.find(name);
      const { provider, threads } = settings();
      const kind = { packHash: pack.hash, provider, threads, width, height, passes, isMasked };
      const planned = steps ?? pack.manifest.defaults.steps;
      const durationMs = costs.durationMs(kind, planned, pack.manifest);
      return {
        pack: pack.manifest.name,
        provider,
        threads: threads || engine.physicalCores,
        steps: planned,
        ...(durationMs !== undefined && { durationMs }),
        memoryBytes: costs.memoryBytes(kind, pack.manifest),
      };
    },
  };
}

function kindOf(
  { hash, provider, threads }: EngineTarget,
  { width, height, conditions, guidance }: GenerationRequest,
  manifest: PackManifest,
): PaintingKind {
  const layout = conditions.layout ?? (readsLayoutAround(conditions, manifest) || undefined);
  const passes = guidancePasses({ ...conditions, layout }, guidance);
  const isMasked = conditions.mask !== undefined;
  return { packHash: hash, provider, threads, width, height, passes, isMasked };
}
