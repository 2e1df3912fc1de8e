import { setGeneration } from '../../document/index.ts';
import type { GenerationSettings, Patch } from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { DroppedPicture, ReadLayout } from '../state/dialogs.ts';
import { insertLayerPatch, layoutAtSize, pictureAtSize } from '../state/new-layers.ts';
import type { OpenProject } from '../state/open-project.svelte.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** Longest side of a picture that is taken in; larger ones are made smaller. */
const MAX_SIDE = 4096;

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
  };
}

/** The canvas as it was when the picture was painted: its layout and settings, in the open project or a new one. */
export async function useEverything(studio: Studio, picture: DroppedPicture): Promise<void> {
  const { recipe, layout } = picture;
  if (!recipe) return;
  const settings = settingsOf(recipe);
  let project = projectInEditor(studio);
  if (!project) {
    const size = layout ?? recipe.request;
    project = await studio.createProject({
      name: picture.name,
      width: size.width,
      height: size.height,
      ...(layout && { layout }),
    });
  } else if (layout) {
    useLayout(project, layout, picture.name);
  }
  if (project) commitSettings(project, settings);
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
    (await studio.createProject({ name: picture.name, ...fitted(source, MAX_SIDE, MAX_SIDE) }));
  if (!project) return;
  const { document } = project;
  const { width, height } = fitted(source, document.width, document.height);
  project.commit(
    'addLayer',
    insertLayerPatch(document, 'picture', {
      name: picture.name,
      x: Math.floor((document.width - width) / 2),
      y: Math.floor((document.height - height) / 2),
      width,
      height,
      pixels: pictureAtSize(source, width, height),
    }),
  );
}

/** What the segmenter sees in the picture, as a layout. */
export async function pictureToLayout(studio: Studio, bytes: Uint8Array): Promise<ReadLayout> {
  const source = await decode(bytes);
  const { width, height } = fitted(source, 1024, 1024);
  const rgba = pictureAtSize(source, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb.set(rgba.subarray(from, from + 3), to);
  }
  const pack = studio.packs.find(({ hasSegmenter }) => hasSegmenter)?.name;
  const { layout } = await studio.host.ask('pictures.segment', {
    width,
    height,
    rgb,
    ...(pack !== undefined && { pack }),
  });
  return layout;
}

/** What is open behind another screen is not what the artist sees, so nothing is put into it. */
function projectInEditor({ project, screen }: Studio): OpenProject | undefined {
  return screen === 'editor' ? project : undefined;
}

async function decode(bytes: Uint8Array): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  } catch (cause) {
    throw new UmberError('PICTURE_UNREADABLE', 'The picture cannot be read.', {
      cause,
      advice: 'Open it in another program and save it as PNG.',
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

function commitSettings(project: OpenProject, settings: Partial<GenerationSettings>): void {
  const { patch }: { patch: Patch } = setGeneration(project.document, settings);
  project.commit('useSettings', patch);
}

function fitted(source: { width: number; height: number }, width: number, height: number) {
  const scale = Math.min(1, width / source.width, height / source.height);
  return {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  };
}
