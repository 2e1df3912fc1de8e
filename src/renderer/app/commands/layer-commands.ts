import {
  addLayer,
  addLayers,
  boundsOf,
  canvasOf,
  compositePicture,
  duplicateLayer,
  flattenLayout,
  intersection,
  invertMask,
  layoutToLayers,
  maskFromClass,
  mergeDown,
  mergeTarget,
  readRegion,
  removeLayer,
  reorderLayer,
  replaceBitmap,
  replaceLayers,
  setLayer,
  shifted,
  union,
  type Rect,
} from '../../../document/index.ts';
import type { LayerKind, Patch } from '../../../shared/document-format.ts';
import { moveToNeighbour } from '../../state/layer-order.ts';
import { insertLayerPatch } from '../../state/new-layers.ts';
import type { OpenProject } from '../../state/open-project.svelte.ts';
import { layersOfPicture } from '../../state/picture-to-layers.ts';
import { readClasses } from '../../state/read-classes.ts';
import { copyName, newLayerName } from '../../state/labels.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';
import { warnOfLocked } from './warn-of-locked.ts';

/** The stack of layers, and masks. */
export function layerCommands(studio: Studio): CommandActions {
  const { t } = studio.language;

  /** Does something with the active layer, if there is one and the work is allowed on it. */
  function onLayer(
    make: (project: OpenProject, id: string) => { label: string; patch: Patch } | undefined,
  ): void {
    const { project } = studio;
    const layer = project?.activeLayer;
    if (!project || !layer) return;
    const made = make(project, layer.id);
    if (made) project.commit(made.label, made.patch);
  }

  function add(kind: LayerKind): void {
    const { project } = studio;
    if (!project) return;
    const { document } = project;
    const above = document.layers.findIndex(({ id }) => id === project.activeLayerId) + 1;
    const name = newLayerName(studio.language, document, kind);
    const { label, patch } = addLayer(document, { kind, name, index: above });
    project.commit(label, patch);
    studio.dockTab = 'layers';
  }

  function reorder(by: 1 | -1): void {
    onLayer(({ document }, id) => {
      const index = moveToNeighbour(document.layers, id, by);
      return index === undefined ? undefined : reorderLayer(document, id, index);
    });
  }

  function walk(by: 1 | -1): void {
    const { project } = studio;
    const layers = project?.document.layers ?? [];
    const next = layers[layers.findIndex(({ id }) => id === project?.activeLayerId) + by];
    if (project && next) project.activeLayerId = next.id;
  }

  function addMask(name: string, coverage: (project: OpenProject) => Uint8Array | undefined): void {
    const { project } = studio;
    if (!project) return;
    const { width, height } = project.document;
    const pixels = coverage(project);
    if (!pixels) {
      studio.notices.warn(t('layers.nothingSelected'), t('layers.nothingSelectedAdvice'));
      return;
    }
    const source = { name, x: 0, y: 0, width, height, pixels };
    project.commit('addLayer', insertLayerPatch(project.document, 'mask', source));
  }

  return {
    addSemanticLayer: () => add('semantic'),
    addMaskLayer: () => add('mask'),
    addPictureLayer: () => add('picture'),
    duplicateLayer: () =>
      onLayer(({ document, activeLayer }, id) =>
        duplicateLayer(
          document,
          id,
          copyName(studio.language, activeLayer ? studio.names.layerName(activeLayer) : ''),
        ),
      ),
    renameLayer() {
      const layer = studio.project?.activeLayer;
      if (layer) studio.dialog = { kind: 'renameLayer', id: layer.id, name: studio.names.layerName(layer) };
    },
    removeLayer: () =>
      onLayer(({ document, activeLayer }, id) =>
        warnOfLocked(studio, [activeLayer]) ? undefined : removeLayer(document, id),
      ),
    mergeDown: () =>
      onLayer(({ document, activeLayer }, id) => {
        const target = mergeTarget(document, id);
        if (!target) studio.notices.warn(t('layers.nothingBelow'), t('layers.nothingBelowAdvice'));
        return !target || warnOfLocked(studio, [activeLayer, target]) ? undefined : mergeDown(document, id);
      }),
    raiseLayer: () => reorder(1),
    lowerLayer: () => reorder(-1),
    layerAbove: () => walk(1),
    layerBelow: () => walk(-1),
    toggleLayerVisible: () =>
      onLayer(({ document, activeLayer }, id) =>
        setLayer(document, id, { isVisible: !activeLayer?.isVisible }),
      ),
    toggleLayerLocked: () =>
      onLayer(({ document, activeLayer }, id) =>
        setLayer(document, id, { isLocked: !activeLayer?.isLocked }),
      ),

    /** The visible layout as one layer for each class, in place of the layers it was. */
    layoutToLayers() {
      const { project } = studio;
      if (!project) return;
      const { document } = project;
      if (
        warnOfLocked(
          studio,
          document.layers.filter(({ kind, isVisible }) => kind === 'semantic' && isVisible),
        )
      )
        return;
      const layout = flattenLayout(document, canvasOf(document), { gaps: 'unlabelled' });
      const made = layoutToLayers(layout, {
        document,
        nameOf: (classId) => studio.names.classLabel(classId),
      });
      const others = document.layers.filter((layer) => layer.kind !== 'semantic' || !layer.isVisible);
      const { label, patch } = replaceLayers(document, [...made, ...others], 'layoutToLayers');
      project.commit(label, patch);
    },

    /** What a segmenter sees in the visible pictures, as layout layers over them. */
    async pictureToLayers() {
      const { project, generation } = studio;
      if (!project) return;
      const { document } = project;
      const pictures = document.layers.filter(({ kind, isVisible }) => kind === 'picture' && isVisible);
      const around = pictures.reduce<Rect | undefined>((sum, { bitmap, x, y }) => {
        const bounds = boundsOf(bitmap);
        return bounds ? union(sum, shifted(bounds, x, y)) : sum;
      }, undefined);
      const place = around && intersection(around, canvasOf(document));
      if (!place) {
        studio.notices.warn(t('layers.noPicture'), t('layers.noPictureAdvice'));
        return;
      }
      const rgba = compositePicture(document, place);
      const seen = await readClasses(studio, place, rgba, generation?.pack?.name);
      // Where there is no picture, nothing was seen.
      const classIds = seen.classIds.map((classId, pixel) => (rgba[4 * pixel + 3]! < 128 ? 0 : classId));
      if (studio.project !== project) return;
      const layers = layersOfPicture({ ...seen, classIds }, place, (classId) =>
        studio.names.classLabel(classId),
      );
      const { label, patch } = addLayers(project.document, layers, 'pictureToLayers');
      project.commit(label, patch);
    },

    maskFromClass: () =>
      addMask(t('layers.newName.mask', { number: '' }).trim(), ({ document }) =>
        readRegion(maskFromClass(document, studio.tools.classId), canvasOf(document)),
      ),
    maskFromSelection: () =>
      addMask(t('layers.newName.mask', { number: '' }).trim(), ({ document, selection }) =>
        selection && boundsOf(selection) ? readRegion(selection, canvasOf(document)) : undefined,
      ),
    invertMask: () =>
      onLayer(({ document, activeLayer }, id) => {
        if (activeLayer?.kind !== 'mask') {
          studio.notices.warn(t('layers.noMask'), t('layers.noMaskAdvice'));
          return undefined;
        }
        if (warnOfLocked(studio, [activeLayer])) return undefined;
        const bounds = { ...canvasOf(document), x: -activeLayer.x, y: -activeLayer.y };
        return replaceBitmap(document, id, invertMask(activeLayer.bitmap, bounds), 'invertMask');
      }),
    growMask: () => (studio.dialog = { kind: 'maskAmount', operation: 'grow' }),
    shrinkMask: () => (studio.dialog = { kind: 'maskAmount', operation: 'shrink' }),
    softenMask: () => (studio.dialog = { kind: 'maskAmount', operation: 'soften' }),
  };
}
