import { addLayers, setFrame, setGeneration, type Document } from '../../document/index.ts';
import type { Frame, GenerationSettings, Patch } from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Size } from '../state/build-request.ts';
import type { DroppedPicture, ReadLayout } from '../state/dialogs.ts';
import { frameForPicture } from '../state/frame-for-picture.ts';
import { resizeRgb, toRgba } from '../state/frame-picture.ts';
import { modeOfRequest } from '../state/mode-request.ts';
import {
  insertLayerPatch,
  layoutAtSize,
  newLayerOf,
  pictureAtSize,
  sizeWithin,
} from '../state/new-layers.ts';
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
    case 'extend':
      return { mode, feather: mask?.feather, context: mask?.context };
    case 'restore':
      return { mode, damage: degraded?.degradation };
    case 'upscale':
      return { mode, enlargement: { longestSide: Math.max(request.width, request.height) } };
  }
}

/**
 * The canvas as it was when the picture was painted: its layout, the picture it began from, its mask and its settings, as
 * one step in the open project, or in a new one. A canvas that is too small for it stays as it is: a project of its own
 * is offered.
 */
export async function useEverything(studio: Studio, picture: DroppedPicture): Promise<void> {
  const { recipe, layout, degraded } = picture;
  if (!recipe) return;
  const size = layout ?? degraded ?? recipe.request;
  const project = projectInEditor(studio);
  if (!project) return useEverythingAnew(studio, picture, size);
  const frame = frameFor(studio, project, size);
  if (!frame) {
    offerProject(studio, size, () => useEverythingAnew(studio, picture, size));
    return;
  }
  // What lies over the frame would hide what comes into it.
  studio.generation?.staging.hide();
  commitEverything(studio, project, picture, frame, layout);
}

async function useEverythingAnew(
  studio: Studio,
  picture: DroppedPicture,
  { width, height }: Size,
): Promise<void> {
  const { name, layout } = picture;
  const project = await studio.createProject({ name, width, height, ...(layout && { layout }) });
  if (project) commitEverything(studio, project, picture, project.document.frame);
}

/** The settings alone, in the open project or a new one of the picture's size. */
export async function useSettingsAlone(studio: Studio, recipe: Recipe, name: string): Promise<void> {
  const { width, height } = recipe.request;
  const project = projectInEditor(studio) ?? (await studio.createProject({ name, width, height }));
  if (!project) return;
  const { document } = project;
  project.commit('useSettings', settingsPatch(document, document.frame, recipe));
  // Where they can be seen.
  studio.arePanelsShown = true;
  studio.dockTab = 'generate';
}

/**
 * A layout as a layer over a frame of its shape, or as a project of its own where none is open or the canvas cannot hold
 * it; that one is only offered.
 */
export async function useLayoutAlone(studio: Studio, layout: ReadLayout, name: string): Promise<void> {
  const { width, height } = layout;
  const anew = () => studio.createProject({ name, width, height, layout });
  const project = projectInEditor(studio);
  if (!project) {
    await anew();
    return;
  }
  const frame = frameFor(studio, project, layout);
  if (!frame) {
    offerProject(studio, layout, anew);
    return;
  }
  studio.generation?.staging.hide();
  const { document } = project;
  const layer = layoutLayer(layout, name, frame);
  project.commit('importLayout', [
    ...setFrame(document, frame).patch,
    ...addLayers(document, [layer], 'importLayout').patch,
  ]);
  tellBroughtIn(studio, ['layout']);
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

function frameFor(studio: Studio, { document }: OpenProject, size: Size): Frame | undefined {
  return frameForPicture(document, size, studio.generation?.pack?.sizes.multiple ?? 8);
}

function offerProject(studio: Studio, { width, height }: Size, make: () => Promise<unknown>): void {
  const { t } = studio.language;
  studio.notices.add({
    kind: 'warning',
    text: t('dropped.noRoom', { size: `${width} × ${height}` }),
    action: { label: t('dropped.ownProject'), run: () => void studio.attempt(make) },
  });
}

/** One step: the frame, layers over it of what the picture was made of, and its settings. */
function commitEverything(
  studio: Studio,
  project: OpenProject,
  { name, recipe, source, degraded, mask, layout: carried }: DroppedPicture,
  frame: Frame,
  layout?: ReadLayout,
): void {
  if (!recipe) return;
  const { t } = studio.language;
  const { document } = project;
  const before = source ?? degraded;
  const layers = [
    ...(layout ? [layoutLayer(layout, name, frame)] : []),
    ...(before ? [pictureLayer(before, t('dropped.source'), frame)] : []),
    ...(mask ? [maskLayer(mask, t('dropped.mask'), frame)] : []),
  ];
  project.commit('useEverything', [
    ...setFrame(document, frame).patch,
    ...addLayers(document, layers, 'useEverything').patch,
    // The ground beyond an extended picture has come along as pixels, and its mask says what of them is painted.
    ...settingsPatch(document, frame, recipe, mask && source && repainting(source.strength)),
  ]);
  tellBroughtIn(studio, [
    ...(carried ? ['layout'] : []),
    ...(before ? ['source'] : []),
    ...(mask ? ['mask'] : []),
    'settings',
  ]);
}

function tellBroughtIn({ notices, language: { t } }: Studio, things: readonly string[]): void {
  notices.done(
    t('dropped.broughtIn', { things: things.map((thing) => t(`dropped.things.${thing}`)).join(', ') }),
  );
}

function layoutLayer(layout: ReadLayout, name: string, frame: Frame) {
  return newLayerOf('semantic', { name, ...frame, pixels: layoutAtSize(layout, frame.width, frame.height) });
}

/** What the picture was painted from. */
function pictureLayer(picture: Size & { rgb: Uint8Array }, name: string, frame: Frame) {
  const { width, height } = frame;
  const isSameSize = picture.width === width && picture.height === height;
  const rgb = isSameSize ? picture.rgb : resizeRgb(picture, { width, height });
  const pixels = new Uint8Array(toRgba({ width, height, rgb }).data.buffer);
  return newLayerOf('picture', { name, ...frame, pixels });
}

/** What was painted anew. */
function maskLayer(mask: Size & { coverage: Uint8Array }, name: string, frame: Frame) {
  const pixels = layoutAtSize({ ...mask, classIds: mask.coverage }, frame.width, frame.height);
  return newLayerOf('mask', { name, ...frame, pixels });
}

const repainting = (strength: number) => ({ mode: 'repaint', repaintStrength: strength }) as const;

function settingsPatch(
  document: Document,
  frame: Size,
  recipe: Recipe,
  over?: Partial<GenerationSettings>,
): Patch {
  const isOwnSize = frame.width === recipe.request.width && frame.height === recipe.request.height;
  const size = isOwnSize ? 'frame' : 'native';
  return setGeneration(document, { ...settingsOf(recipe), size, ...over }).patch;
}

function inTheMiddle(canvas: Size, { width, height }: Size) {
  const x = Math.floor((canvas.width - width) / 2);
  const y = Math.floor((canvas.height - height) / 2);
  return { x, y, width, height };
}
