import {
  boundsOf,
  emptyBitmap,
  growMask,
  readRegion,
  writeRegion,
  type Document,
} from '../../document/index.ts';
import { blurOfEnlarging, damageLevel } from '../../shared/damage-level.ts';
import { modeDefaults, type GenerationMode } from '../../shared/document-format.ts';
import { overlapInto } from '../../shared/extend-picture.ts';
import {
  MAX_ENLARGEMENT,
  MAX_PICTURE_SIDE,
  type GenerationRequest,
} from '../../shared/generation-request.ts';
import {
  buildRequest,
  buildSettingsRequest,
  requestSize,
  type PackSummary,
  type Size,
} from './build-request.ts';
import { maskInFrame, pictureInFrame, type FrameSource, type Hand } from './frame-source.ts';

/** Why a mode has nothing to work on, as a key of the language files. */
export type Obstacle =
  'noPicture' | 'partlyEmpty' | 'noMask' | 'nothingEmpty' | 'tooLarge' | 'tooManyTimes' | 'packBlind';

/** A request, or what stands in its way. */
export type Prepared =
  | { readonly request: GenerationRequest; readonly obstacle?: undefined }
  | { readonly obstacle: Obstacle; readonly request?: undefined };

/** How the present mode stands, without a request being made. */
export interface ModeState {
  readonly mode: GenerationMode;
  readonly obstacle: Obstacle | undefined;
  /** Of a repainting: what is covered, and by what. */
  readonly mask: { readonly origin: 'layer' | 'layers' | 'selection'; readonly share: number } | undefined;
  /** Share of the frame in which there is no picture. */
  readonly emptyShare: number;
}

/** An RGB picture in another size. */
export type ResizeRgb = (picture: Size & { readonly rgb: Uint8Array }, size: Size) => Uint8Array;

/** What stands beside the document. */
export interface Surroundings extends Hand {
  readonly resize: ResizeRgb;
  /** How much the picture in the frame is damaged, by estimate; for restoring where the artist says nothing. */
  readonly estimatedDamage: number;
}

/** What of a request, or of the one that a recipe keeps, tells its mode. */
type RequestOutline = Size & {
  readonly conditions: {
    readonly source?: object;
    readonly mask?: { readonly isBeyond?: boolean | undefined };
    readonly degraded?: Size;
  };
};

/** The mode of a document. */
export function modeOf({ generation }: Pick<Document, 'generation'>): GenerationMode {
  return generation.mode ?? modeDefaults.mode;
}

/** The mode in which a picture was made, as its conditions tell. */
export function modeOfRequest({
  conditions: { source, mask, degraded },
  width,
  height,
}: RequestOutline): GenerationMode {
  if (mask) return mask.isBeyond ? 'extend' : 'repaint';
  if (source) return 'vary';
  if (!degraded) return 'paint';
  return degraded.width === width && degraded.height === height ? 'restore' : 'upscale';
}

/** Whether a mode works by a detour with this pack, which has no condition for it. */
export function isByDetour(mode: GenerationMode, { conditions }: PackSummary): boolean {
  if (mode === 'repaint' || mode === 'extend') return conditions.inpaint === undefined;
  if (mode === 'upscale' || mode === 'restore') return conditions.degraded === undefined;
  return false;
}

/** Whether a pack can do something with a picture that is there. */
export function canDo(mode: GenerationMode, { readsPictures }: PackSummary): boolean {
  return mode === 'paint' || readsPictures;
}

/** Looks at what the mode works on. Reads every pixel of the frame at most once or twice: not between strokes. */
export function modeState(document: Document, pack: PackSummary, hand: Hand): ModeState {
  const mode = modeOf(document);
  const nothing = { mode, mask: undefined, emptyShare: 0 };
  if (mode === 'paint') return { obstacle: undefined, ...nothing };
  if (!canDo(mode, pack)) return { obstacle: 'packBlind', ...nothing };
  const source = pictureInFrame(document);
  if (!source) return { obstacle: 'noPicture', ...nothing };
  const { emptyShare } = source;
  if (mode === 'upscale' || mode === 'restore') {
    return { mode, obstacle: wholeObstacle(document, pack, source), mask: undefined, emptyShare };
  }
  if (mode === 'vary') return { mode, obstacle: undefined, mask: undefined, emptyShare };
  if (mode === 'extend') {
    const obstacle = source.emptiness.some((empty) => empty > 0) ? undefined : 'nothingEmpty';
    return { mode, obstacle, mask: undefined, emptyShare };
  }
  const mask = maskInFrame(document, hand);
  return { mode, obstacle: mask ? undefined : 'noMask', mask, emptyShare };
}

/** The request of the document's mode: all that is in the frame, and what the artist set for it. */
export function buildModeRequest(document: Document, pack: PackSummary, around: Surroundings): Prepared {
  const mode = modeOf(document);
  if (mode === 'paint') return { request: buildRequest(document, pack) };
  if (!canDo(mode, pack)) return { obstacle: 'packBlind' };
  const source = pictureInFrame(document);
  if (!source) return { obstacle: 'noPicture' };
  const { width, height, rgb } = source;
  const { generation } = document;
  const { strength, repaintStrength, feather, context } = { ...modeDefaults, ...generation };

  switch (mode) {
    case 'vary': {
      const request = buildRequest(document, pack);
      const size = { width: request.width, height: request.height };
      const isSameSize = size.width === width && size.height === height;
      const resized = isSameSize ? rgb : around.resize({ width, height, rgb }, size);
      return { request: withConditions(request, { source: { ...size, rgb: resized, strength } }) };
    }
    case 'repaint':
    case 'extend': {
      const coverage =
        mode === 'extend' ? beyondPicture(source, feather) : maskInFrame(document, around)?.coverage;
      if (!coverage) return { obstacle: mode === 'extend' ? 'nothingEmpty' : 'noMask' };
      return {
        request: withConditions(buildRequest(document, pack), {
          // Where there is nothing yet, there is nothing to begin from.
          source: { width, height, rgb, strength: mode === 'extend' ? 1 : repaintStrength },
          mask: { width, height, coverage, feather, context, ...(mode === 'extend' && { isBeyond: true }) },
        }),
      };
    }
    case 'upscale':
    case 'restore': {
      const obstacle = wholeObstacle(document, pack, source);
      if (obstacle) return { obstacle };
      const request = buildSettingsRequest(document, pack);
      const degradation =
        mode === 'restore'
          ? (generation.damage ?? around.estimatedDamage)
          : damageLevel(blurOfEnlarging(request.width / width), 0);
      // The picture says what there is. Words and areas that are left from painting would only mislead.
      return { request: { ...request, conditions: { degraded: { width, height, rgb, degradation } } } };
    }
  }
}

function withConditions(
  request: GenerationRequest,
  conditions: Pick<GenerationRequest['conditions'], 'source' | 'mask'>,
): GenerationRequest {
  return { ...request, conditions: { ...request.conditions, ...conditions } };
}

/** What is empty, and as much of the picture as the seam needs; `undefined` where nothing is. */
function beyondPicture({ width, height, emptiness }: FrameSource, feather: number): Uint8Array | undefined {
  if (emptiness.every((empty) => empty === 0)) return undefined;
  const box = { x: 0, y: 0, width, height };
  const empty = writeRegion(emptyBitmap(1), box, emptiness);
  const opacity = emptiness.map((value) => 255 - value);
  const painted = boundsOf(writeRegion(emptyBitmap(1), box, opacity)) ?? box;
  const overlap = overlapInto(Math.min(painted.width, painted.height), feather);
  return readRegion(growMask(empty, overlap, box), box);
}

/** What stands in the way of a mode that works on the whole frame: it would take empty ground for something grey. */
function wholeObstacle(document: Document, pack: PackSummary, source: FrameSource): Obstacle | undefined {
  if (source.emptyShare > 0) return 'partlyEmpty';
  const { width, height } = requestSize(document, pack);
  if (Math.max(width, height) > MAX_PICTURE_SIDE) return 'tooLarge';
  const times = Math.max(width / source.width, height / source.height);
  return times > MAX_ENLARGEMENT ? 'tooManyTimes' : undefined;
}
