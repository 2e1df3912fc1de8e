import { addLayers, setGeneration } from '../../document/index.ts';
import type { GenerationSettings, Patch } from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Size } from '../state/build-request.ts';
import type { DroppedPicture, ReadLayout } from '../state/dialogs.ts';
import { resizeRgb, toRgba } from '../state/frame-picture.ts';
import { modeOfRequest } from '../state/mode-request.ts';
import { insertLayerPatch, layoutAtSize, pictureAtSize, sizeWithin } from '../state/new-layers.ts';
import type { OpenProject } from '../state/open-project.svelte.ts';
import { layersOfPicture } from '../state/picture-to-layers.ts';
import { readClasses } from '../state/read-classes.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** Longest side of a picture that is taken in; larger ones are made smaller. */
const MAX_SIDE = 4096;
/** The same of one in which classes are read: finer than a segmenter's cells. */
const MAX_READ_SIDE = 1024;

/** The settings that a picture was painted with, as those of a document. */
export function settingsOf({ request }: Recipe): Partial<GenerationSettings> {
  const { conditions } = request;
  return {
    prompt: conditions.text?.prompt ?? '',
    negativePrompt: conditions.text?.negativePrompt ?? '',
    scene: conditions.class?.scene,
    isLayoutUsed: conditions.layout !== undefined,
    pack: request.pack,
    sampler: request.sampler,
    steps: request.steps,
    guidance: request.guidance,
    seed: request.seed,
    isSeedLocked: true,
    count: 1,
    ...modeSettingsOf(request),
  };
}

/** What was done, and how, as the conditions tell it. */
function modeSettingsOf(request: Recipe['request']): Partial<GenerationSettings> {
  const { source, mask, degraded } = request.conditions;
  const mode = modeOfRequest(request);
  switch (mode) {
    case 'paint':
      return { mode, wrap: request.wrap };
    case 'vary':
      return { mode, strength: source?.strength };
    case 'repaint':
      return { mode, repaintStrength: source?.strength, feather: mask?.feather, context: mask?.context };
    case 'restore':
      return { mode, damage: degraded?.degradation };
    case 'upscale':
      return { mode, enlargement: { longestSide: Math.max(request.width, request.height) } };
  }
}

/**
 * The canvas as it was when the picture was painted: its layout, the picture it began from, its mask and its settings, in
 * the open project or a new one.
 */
export async function useEverything(studio: Studio, picture: DroppedPicture): Promise<void> {
  const { recipe, layout, source, mask, degraded } = picture;
  if (!recipe) return;
  let project = projectInEditor(studio);
  if (!project) {
    const size = layout ?? degraded ?? recipe.request;
    project = await studio.createProject({
      name: picture.name,
      width: size.width,
      height: size.height,
      ...(layout && { layout }),
    });
  } else if (layout) {
    useLayout(project, layout, picture.name);
  }
  if (!project) return;
  const before = source ?? degraded;
  if (before) useSource(project, before, studio.language.t('dropped.source'));
  if (mask) useMask(project, mask, studio.language.t('dropped.mask'));
  commitSettings(project, recipe);
}

/** The settings alone, in the open project or a new one of the picture's size. */
export async function useSettingsAlone(studio: Studio, recipe: Recipe, name: string): Promise<void> {
  const { width, height } = recipe.request;
  const project = projectInEditor(studio) ?? (await studio.createProject({ name, width, height }));
  if (!project) return;
  commitSettings(project, recipe);
  // Where they can be seen.
  studio.arePanelsShown = true;
  studio.dockTab = 'generate';
}

/** A layout as a layer over the frame, or as a project of its own where none is open. */
export async function useLayoutAlone(studio: Studio, layout: ReadLayout, name: string): Promise<void> {
  const project = projectInEditor(studio);
  if (project) useLayout(project, layout, name);
  else await studio.createProject({ name, width: layout.width, height: layout.height, layout });
}

/** Reads a PNG of class colours or ids, with a word on what had to be guessed. */
export async function readLayout(studio: Studio, bytes: Uint8Array): Promise<ReadLayout> {
  const { t } = studio.language;
  const { layout, snappedPixels, unknownPixels } = await studio.host.ask('pictures.readLayout', {
    bytes,
    classes: 'auto',
  });
  const pixels = layout.width * layout.height;
  const share = (count: number) => studio.language.percent(count / pixels);
  if (snappedPixels > 0) studio.notices.warn(t('drop.snapped', { share: share(snappedPixels) }));
  if (unknownPixels > 0) studio.notices.warn(t('drop.unknownPixels', { share: share(unknownPixels) }));
  return layout;
}

/** The picture as a layer in the middle of the canvas, or as a project of its size. */
export async function usePicture(studio: Studio, picture: DroppedPicture): Promise<void> {
  const source = await decode(picture.bytes);
  const project =
    projectInEditor(studio) ??
    (await studio.createProject({ name: picture.name, ...sizeWithin(source, MAX_SIDE) }));
  if (!project) return;
  const { document } = project;
  const place = inTheMiddle(document, sizeWithin(source, document.width, document.height));
  project.commit(
    'addLayer',
    insertLayerPatch(document, 'picture', {
      name: picture.name,
      ...place,
      pixels: pictureAtSize(source, place.width, place.height),
    }),
  );
}

/** What a segmenter sees in the picture as layout layers where the picture would lie, as one step. */
export async function usePictureAsLayout(studio: Studio, { bytes, name }: DroppedPicture): Promise<void> {
  const source = await decode(bytes);
  const size = sizeWithin(source, MAX_READ_SIDE);
  const rgba = pictureAtSize(source, size.width, size.height);
  const layout = await readClasses(studio, size, rgba, studio.generation?.pack?.name);
  const project =
    projectInEditor(studio) ?? (await studio.createProject({ name, ...sizeWithin(source, MAX_SIDE) }));
  if (!project) return;
  const { document } = project;
  const place = inTheMiddle(document, sizeWithin(source, document.width, document.height));
  const layers = layersOfPicture(layout, place, (classId) => studio.names.classLabel(classId));
  project.commit('pictureToLayers', addLayers(document, layers, 'pictureToLayers').patch);
}

/** What is open behind another screen is not what the artist sees, so nothing is put into it. */
function projectInEditor({ project, screen }: Studio): OpenProject | undefined {
  return screen === 'editor' ? project : undefined;
}

async function decode(bytes: Uint8Array): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  } catch (cause) {
    throw new UmberError('PICTURE_UNREADABLE', sentence`The picture cannot be read.`, {
      cause,
      advice: sentence`Open it in another program and save it as PNG.`,
    });
  }
}

function useLayout(project: OpenProject, layout: ReadLayout, name: string): void {
  const { document } = project;
  const { x, y, width, height } = document.frame;
  const pixels = layoutAtSize(layout, width, height);
  project.commit(
    'importLayout',
    insertLayerPatch(document, 'semantic', { name, x, y, width, height, pixels }),
  );
}

/** What the picture was painted from, as a layer over the frame. */
function useSource(project: OpenProject, picture: Size & { rgb: Uint8Array }, name: string): void {
  const { document } = project;
  const { x, y, width, height } = document.frame;
  const isSameSize = picture.width === width && picture.height === height;
  const rgb = isSameSize ? picture.rgb : resizeRgb(picture, { width, height });
  const pixels = new Uint8Array(toRgba({ width, height, rgb }).data.buffer);
  project.commit('addLayer', insertLayerPatch(document, 'picture', { name, x, y, width, height, pixels }));
}

/** What was painted anew, as a mask layer over the frame. */
function useMask(project: OpenProject, mask: Size & { coverage: Uint8Array }, name: string): void {
  const { document } = project;
  const { x, y, width, height } = document.frame;
  const pixels = layoutAtSize({ ...mask, classIds: mask.coverage }, width, height);
  project.commit('addLayer', insertLayerPatch(document, 'mask', { name, x, y, width, height, pixels }));
}

function commitSettings(project: OpenProject, recipe: Recipe): void {
  const { frame } = project.document;
  const isOwnSize = frame.width === recipe.request.width && frame.height === recipe.request.height;
  const settings = { ...settingsOf(recipe), size: isOwnSize ? 'frame' : 'native' } as const;
  const { patch }: { patch: Patch } = setGeneration(project.document, settings);
  project.commit('useSettings', patch);
}

function inTheMiddle(canvas: Size, { width, height }: Size) {
  const x = Math.floor((canvas.width - width) / 2);
  const y = Math.floor((canvas.height - height) / 2);
  return { x, y, width, height };
}
