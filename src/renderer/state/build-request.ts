import { flattenLayout, type Document } from '../../document/index.ts';
import {
  modeDefaults,
  type Enlargement,
  type Frame,
  type GenerationSettings,
} from '../../shared/document-format.ts';
import type { GenerationRequest, Guidance, RequestConditions } from '../../shared/generation-request.ts';
import type { RouteInput, RouteOutput } from '../../shared/routes/routes.ts';
import { sizeForLayout } from '../../shared/size-for-layout.ts';

/** A model pack as the host lists it. */
export type PackSummary = RouteOutput<'packs.list'>['packs'][number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Most that a live repainting takes: enough to see what a stroke does, few enough to follow the hand. */
const LIVE_STEPS = 4;
/** The same while the pen moves, by packs of few steps: the last stroke is repainted in full when it goes up. */
const MOVING_STEPS = 2;

/**
 * The size that is painted for a frame: its own, or that of the pack in the frame's shape which has about as many
 * pixels as the pack paints best.
 */
export function pictureSize(
  { width, height }: Size,
  sizes: PackSummary['sizes'],
  size: GenerationSettings['size'],
): Size {
  return size === 'frame' ? { width, height } : sizeForLayout({ width, height }, sizes);
}

/** The size of an enlarged picture, in its own shape; it may be more than can be painted. */
export function enlargedSize({ width, height }: Size, enlargement: Enlargement): Size {
  if ('scale' in enlargement) {
    return { width: width * enlargement.scale, height: height * enlargement.scale };
  }
  const scale = enlargement.longestSide / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** The size that the document's mode asks for: what is there keeps its pixels wherever some of them stay. */
export function requestSize({ generation, frame }: Document, { sizes }: PackSummary): Size {
  const { width, height } = frame;
  switch (generation.mode ?? modeDefaults.mode) {
    case 'paint':
    case 'vary':
      return pictureSize(frame, sizes, generation.size);
    case 'repaint':
    case 'extend':
    case 'restore':
      return { width, height };
    case 'upscale':
      return enlargedSize(frame, generation.enlargement ?? modeDefaults.enlargement);
  }
}

/** What of the settings stands in the request, with the pack's own wherever the artist chose nothing. */
export function resolvedSettings(settings: GenerationSettings, pack: PackSummary) {
  const { defaults, conditions } = pack;
  const guidance: Guidance = {
    text: settings.guidance.text ?? defaults.guidance.text ?? 1,
    class: settings.guidance.class ?? defaults.guidance.class ?? 1,
    layout: settings.guidance.layout ?? defaults.guidance.layout ?? 1,
  };
  const scene = conditions.class?.scenes.some(({ name }) => name === settings.scene)
    ? settings.scene
    : undefined;
  return {
    sampler: settings.sampler ?? defaults.sampler,
    steps: settings.steps ?? defaults.steps,
    guidance,
    scene,
    hasText: conditions.text !== undefined && settings.prompt.trim() !== '',
    hasLayout: conditions.layout !== undefined && settings.isLayoutUsed,
  };
}

/** The seed of the next picture: the document's own where it is locked, else the one that was drawn last. */
export function nextSeed(
  { seed, isSeedLocked }: Pick<GenerationSettings, 'seed' | 'isSeedLocked'>,
  drawn: number | undefined,
): number {
  return isSeedLocked ? seed : (drawn ?? seed);
}

/** The request that paints the document's frame, but for its layout and its pictures. */
export function buildSettingsRequest(document: Document, pack: PackSummary): GenerationRequest {
  const { generation } = document;
  const { sampler, steps, guidance, scene, hasText } = resolvedSettings(generation, pack);
  const negativePrompt = generation.negativePrompt.trim();
  return {
    pack: pack.name,
    ...requestSize(document, pack),
    seed: generation.seed,
    sampler,
    steps,
    guidance,
    // What is added to a picture lies beyond its edges: they meet nothing.
    ...(generation.mode !== 'extend' && generation.wrap !== undefined && { wrap: generation.wrap }),
    conditions: {
      ...(hasText && {
        text: {
          prompt: generation.prompt.trim(),
          ...(negativePrompt !== '' && { negativePrompt }),
        },
      }),
      ...(scene !== undefined && { class: { scene } }),
    },
  };
}

/**
 * The request that paints the document's frame: the layout in it cropped, its gaps as the artist chose.
 *
 * @param layoutSize of the layout in pixels, where that of the frame is more than need be
 */
export function buildRequest(
  document: Document,
  pack: PackSummary,
  layoutSize: Size = document.frame,
): GenerationRequest {
  const request = buildSettingsRequest(document, pack);
  if (!resolvedSettings(document.generation, pack).hasLayout) return request;
  const { gaps } = document.generation;
  const layout = flattenLayout(document, document.frame, { gaps, size: layoutSize });
  // Nothing painted is no layout: the words and the scene decide alone.
  if (layout.classIds.every((classId) => classId === 0)) return request;
  const { width, height, classIds } = layout;
  return { ...request, conditions: { ...request.conditions, layout: { width, height, classIds } } };
}

/**
 * The same, quick enough to be made after each stroke: at the pack's own size, in few steps, with the seed held. The
 * layout is no larger than the picture, so that a large canvas is gathered and sent as fast as a small one.
 */
export function buildLiveRequest(
  document: Document,
  chosen: PackSummary,
  packs: readonly PackSummary[],
  isMoving = false,
): GenerationRequest {
  const pack = livePack(chosen, packs);
  // A student has its guidance within it: what was set is meant for the pack that was chosen.
  const { generation, frame } = document;
  const size = pictureSize(frame, pack.sizes, 'native');
  const layoutSize = frame.width * frame.height > size.width * size.height ? size : frame;
  const own = { ...generation, sampler: undefined, steps: undefined, guidance: {} };
  const request = buildRequest(
    pack === chosen ? document : { ...document, generation: own },
    pack,
    layoutSize,
  );
  return {
    ...request,
    ...size,
    steps: Math.min(request.steps, isMoving ? movingSteps(chosen, packs) : LIVE_STEPS),
  };
}

/** How many steps a repainting may take while the pen moves. */
export function movingSteps(chosen: PackSummary, packs: readonly PackSummary[]): number {
  return isQuick(livePack(chosen, packs)) ? MOVING_STEPS : LIVE_STEPS;
}

/** What repaints in place of a pack of many steps: the first of few steps that knows the same classes and scenes. */
function livePack(chosen: PackSummary, packs: readonly PackSummary[]): PackSummary {
  const known = ({ conditions: { layout, class: category } }: PackSummary) =>
    JSON.stringify([layout?.classes, category?.scenes]);
  if (isQuick(chosen)) return chosen;
  return packs.find((pack) => isQuick(pack) && known(pack) === known(chosen)) ?? chosen;
}

function isQuick({ defaults }: PackSummary): boolean {
  return defaults.steps <= LIVE_STEPS;
}

/** What asks for the pictures of a press of the button: the request once, with rising seeds from its own. */
export function buildVariants(
  request: GenerationRequest,
  count: number,
): Pick<RouteInput<'jobs.add'>, 'request' | 'seeds'> {
  const seeds = Array.from({ length: count }, (_, index) => (request.seed + index) % Number.MAX_SAFE_INTEGER);
  return { request, seeds };
}

/** Whether two requests ask for the very same picture. */
export function isSameRequest(a: GenerationRequest, b: GenerationRequest): boolean {
  const [pixelsA, pixelsB] = [pixelsOf(a.conditions), pixelsOf(b.conditions)];
  return (
    JSON.stringify(withoutPixels(a)) === JSON.stringify(withoutPixels(b)) &&
    pixelsA.every((bytes, index) => isSameBytes(bytes, pixelsB[index]))
  );
}

function pixelsOf({ layout, source, mask, degraded }: RequestConditions): (Uint8Array | undefined)[] {
  return [layout?.classIds, source?.rgb, mask?.coverage, degraded?.rgb];
}

function withoutPixels({ conditions, ...rest }: GenerationRequest): unknown {
  const { text, class: scene, layout, source, mask, degraded } = conditions;
  return [
    rest,
    { text, scene },
    layout && { ...layout, classIds: undefined },
    source && { ...source, rgb: undefined },
    mask && { ...mask, coverage: undefined },
    degraded && { ...degraded, rgb: undefined },
  ];
}

function isSameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  return a?.length === b?.length && a !== undefined && a.every((byte, index) => byte === b?.[index]);
}

/** Where a picture of this shape stands in the frame that it was painted for: it fills it. */
export function isSameFrame(a: Frame, b: Frame): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
