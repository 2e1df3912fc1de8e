import { assertReadableSize } from '../files/png-file.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence, term, type Sentence } from '../shared/sentence.ts';
import {
  generationRequestSchema,
  MAX_ENLARGEMENT,
  MAX_PICTURE_SIDE,
  type GenerationRequest,
} from '../shared/generation-request.ts';
import type { ConditionName, PackManifest } from '../shared/pack-manifest.ts';
import { palette, UNLABELLED } from '../shared/palette.ts';
import { standInFor } from './layouts/stand-ins.ts';

/** Something that was painted otherwise than asked, and how. */
export interface RequestWarning {
  readonly code:
    | 'PROMPT_TRUNCATED'
    | 'LAYOUT_CLASSES_REPLACED'
    | 'LAYOUT_CLASSES_IGNORED'
    | 'MASK_BY_BLENDING'
    | 'MASK_LAYOUT_READ'
    | 'WRAP_RESIZED'
    | 'DEGRADED_BY_STRENGTH';
  message: Sentence;
}

/** A request's fields with the pack's defaults in place of those left out. */
export type PartialRequest = Pick<GenerationRequest, 'conditions' | 'seed'> &
  Partial<Omit<GenerationRequest, 'guidance' | 'conditions' | 'seed'>> & {
    guidance?: Partial<GenerationRequest['guidance']>;
  };

/** More steps restore no better: what is known of the picture decides nearly all of it. */
const RESTORING_STEPS = 4;

/** Fills in size, sampler, steps and guidance from the pack's defaults. */
export function completeRequest(manifest: PackManifest, request: PartialRequest): GenerationRequest {
  const [width, height] = manifest.sizes.native;
  const { guidance: defaults, sampler } = manifest.defaults;
  const steps = request.conditions.degraded
    ? Math.min(RESTORING_STEPS, manifest.defaults.steps)
    : manifest.defaults.steps;
  const { text = 1, class: scene = 1, layout = 1 } = defaults;
  // Undefined stands for left out, so spreading will not do.
  return {
    pack: request.pack ?? manifest.name,
    width: request.width ?? width,
    height: request.height ?? height,
    seed: request.seed,
    sampler: request.sampler ?? sampler,
    steps: request.steps ?? steps,
    guidance: {
      text: request.guidance?.text ?? text,
      class: request.guidance?.class ?? scene,
      layout: request.guidance?.layout ?? layout,
    },
    ...(request.guidanceInterval && { guidanceInterval: request.guidanceInterval }),
    ...(request.wrap && { wrap: request.wrap }),
    conditions: request.conditions,
  };
}

/**
 * Checks a request by itself and against the pack that shall paint it.
 *
 * @returns the request, parsed, and the scene's id where one is named
 * @throws UmberError `REQUEST_INVALID`, `PICTURE_SIZE`, `PACK_CONDITION_MISSING`, `SCENE_UNKNOWN`, `LAYOUT_EMPTY`
 */
export function checkRequest(
  request: GenerationRequest,
  manifest: PackManifest,
): { request: GenerationRequest; sceneId: number | undefined; warnings: RequestWarning[] } {
  const parsed = generationRequestSchema.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.join('.') ?? '';
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The request is wrong at ${at}: ${issue?.message ?? ''}.`,
      {
        advice: adviceFor(String(issue?.path[0])),
      },
    );
  }
  const { conditions, width, height } = parsed.data;
  checkSize(width, height);
  checkPictures(parsed.data);
  for (const name of ['text', 'class', 'layout'] as const) {
    if (conditions[name] && !manifest.conditions[name]) throw conditionMissing(name, manifest);
  }
  const warnings: RequestWarning[] = [];
  if (conditions.layout) warnings.push(...checkLayout(conditions.layout.classIds, manifest));
  return { request: parsed.data, sceneId: findScene(conditions.class?.scene, manifest), warnings };
}

function checkSize(width: number, height: number): void {
  if (Math.max(width, height) <= MAX_PICTURE_SIDE) return;
  throw new UmberError('REQUEST_INVALID', sentence`${width}×${height} pixels are more than can be painted.`, {
    advice: sentence`Each side is at most ${MAX_PICTURE_SIDE} pixels.`,
  });
}

/** That pictures can be read again, and go together. */
function checkPictures({
  width,
  height,
  conditions: { layout, source, mask, degraded },
}: GenerationRequest): void {
  const size = `${width}×${height}`;
  for (const picture of [layout, source, degraded]) {
    // The result carries them, and nobody could read them back.
    if (picture) assertReadableSize(picture.width, picture.height);
  }
  if (source && (source.width !== width || source.height !== height)) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The source picture is ${source.width}×${source.height} pixels, and ${size} are to be painted.`,
      { advice: sentence`Scale the picture, or ask for its size.` },
    );
  }
  if (mask && !source) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`A mask says what of a picture is painted anew, and there is none.`,
      {
        advice: sentence`Give the picture that the mask belongs to.`,
      },
    );
  }
  if (mask && (mask.width !== width || mask.height !== height)) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The mask is ${mask.width}×${mask.height} pixels, and the picture is ${size}.`,
      { advice: sentence`Paint the mask on the picture itself, or scale it to the same size.` },
    );
  }
  if (mask?.coverage.every((covered) => covered === 0)) {
    throw new UmberError('REQUEST_INVALID', sentence`The mask covers nothing.`, {
      advice: sentence`Paint over what is to change.`,
    });
  }
  if (degraded && (source ?? mask)) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`A picture is either restored or painted over, not both at once.`,
      {
        advice: sentence`Restore it first, then change it.`,
      },
    );
  }
  if (degraded && Math.max(width / degraded.width, height / degraded.height) > MAX_ENLARGEMENT) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`${degraded.width}×${degraded.height} pixels cannot be enlarged to ${size}: that is more than ${MAX_ENLARGEMENT} times.`,
      { advice: sentence`Enlarge in two goes: up to eight times first, and then what came of it.` },
    );
  }
}

function conditionMissing(name: ConditionName, manifest: PackManifest): UmberError {
  const present = Object.keys(manifest.conditions).map(term);
  return new UmberError(
    'PACK_CONDITION_MISSING',
    sentence`The pack ${manifest.name} takes no ${term(name)}.`,
    {
      advice: sentence`It takes: ${present}. Leave that out, or choose a pack that takes it.`,
    },
  );
}

function findScene(scene: string | undefined, manifest: PackManifest): number | undefined {
  if (scene === undefined) return undefined;
  const scenes = manifest.conditions.class?.scenes ?? [];
  const found = scenes.find(({ name }) => name === scene);
  if (found) return found.id;
  throw new UmberError('SCENE_UNKNOWN', sentence`The pack ${manifest.name} knows no scene "${scene}".`, {
    advice: sentence`Use one of ${scenes.map(({ name }) => name)}.`,
  });
}

function checkLayout(classIds: Uint8Array, manifest: PackManifest): RequestWarning[] {
  const counts = new Float64Array(256);
  for (const id of classIds) counts[id] = counts[id]! + 1;
  const known = new Set(manifest.conditions.layout?.classes.map(({ id }) => id));
  const painted = [...counts.keys()].filter((id) => id !== UNLABELLED && counts[id]! > 0);
  const unknown = painted.filter((id) => !known.has(id));
  const replaced = unknown.filter((id) => standInFor(id, known) !== undefined);
  const ignored = unknown.filter((id) => !replaced.includes(id));
  if (ignored.length === painted.length) {
    throw new UmberError('LAYOUT_EMPTY', sentence`The layout holds nothing that this pack knows.`, {
      advice: sentence`Paint with one of: ${(manifest.conditions.layout?.classes ?? []).map(({ name }) => term(name))}.`,
    });
  }
  const nameOf = (id: number) => term(palette[id]?.name ?? String(id));
  const pixelsOf = (ids: readonly number[]) => ids.reduce((sum, id) => sum + counts[id]!, 0);
  const warnings: RequestWarning[] = [];
  if (replaced.length > 0) {
    const pairs = replaced.map(
      (id) => sentence`${nameOf(id)} as ${nameOf(standInFor(id, known) ?? UNLABELLED)}`,
    );
    warnings.push({
      code: 'LAYOUT_CLASSES_REPLACED',
      message: sentence`The pack does not know all of the layout: it paints ${pairs} (${pixelsOf(replaced)} pixels).`,
    });
  }
  if (ignored.length > 0) {
    warnings.push({
      code: 'LAYOUT_CLASSES_IGNORED',
      message: sentence`The pack does not know ${ignored.map(nameOf)}; those ${pixelsOf(ignored)} pixels count as unlabelled.`,
    });
  }
  return warnings;
}

function adviceFor(field: string): Sentence {
  switch (field) {
    case 'steps':
      return sentence`Ask for a whole number of steps from 1 to 1000; 20 is a good start.`;
    case 'seed':
      return sentence`A seed is a whole number from 0 to 9007199254740991.`;
    case 'width':
    case 'height':
      return sentence`Give a size in whole pixels, such as 256x256.`;
    case 'guidance':
      return sentence`Guidance strengths lie from 0 to 100; 1 follows the model as it is.`;
    case 'guidanceInterval':
      return sentence`Give two fractions from 0 (clean) to 1 (pure noise), the lower one first.`;
    default:
      return sentence`Correct the request and send it again.`;
  }
}
