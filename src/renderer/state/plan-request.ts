import type { Document } from '../../document/index.ts';
import { modeDefaults } from '../../shared/document-format.ts';
import { guidancePasses } from '../../shared/guidance-passes.ts';
import type { RouteInput } from '../../shared/routes/routes.ts';
import { stepsToRun } from '../../shared/steps-to-run.ts';
import { buildSettingsRequest, resolvedSettings, type PackSummary } from './build-request.ts';
import { modeOf } from './mode-request.ts';

/**
 * What the present settings would take to paint, asked of the host; no pixel of the document is looked at, since it is
 * asked after every change.
 */
export function planRequest(document: Document, pack: PackSummary): RouteInput<'jobs.plan'> {
  const mode = modeOf(document);
  const { conditions, guidance, steps, ...request } = buildSettingsRequest(document, pack);
  const { strength, repaintStrength } = { ...modeDefaults, ...document.generation };
  const begun = mode === 'vary' ? strength : mode === 'repaint' ? repaintStrength : 1;
  const isOfPictureAlone = mode === 'upscale' || mode === 'restore';
  const isMasked = mode === 'repaint' || mode === 'extend';
  const isPainted = document.layers.some(
    (layer) => layer.kind === 'semantic' && layer.isVisible && layer.bitmap.tiles.size > 0,
  );
  const hasLayout = resolvedSettings(document.generation, pack).hasLayout && isPainted;
  // Without one the engine reads a layout for the hole, and runs as with it.
  const isRead = isMasked && begun === 1 && pack.hasSegmenter && pack.conditions.layout !== undefined;
  const present = isOfPictureAlone ? {} : { ...conditions, ...((hasLayout || isRead) && { layout: true }) };
  return {
    pack: pack.name,
    width: request.width,
    height: request.height,
    sampler: request.sampler,
    steps: stepsToRun(steps, begun),
    guidancePasses: guidancePasses(present, guidance),
    isMasked,
  };
}
