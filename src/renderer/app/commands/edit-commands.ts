import {
  canvasOf,
  clearLayer,
  fillLayer,
  flipLayer,
  invertMask,
  maskFromClass,
  maskOfRegion,
  setFrame,
  type Bitmap,
} from '../../../document/index.ts';
import { layerValue } from '../../state/layer-value.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';
import { warnOfLocked } from './warn-of-locked.ts';

/** Undo, the selection, and what acts on the whole of a layer or of the canvas. */
export function editCommands(studio: Studio): CommandActions {
  const { tools } = studio;

  function flip(axis: 'horizontal' | 'vertical'): void {
    const { project } = studio;
    const layer = project?.activeLayer;
    if (!project || !layer || warnOfLocked(studio, [layer])) return;
    const { label, patch } = flipLayer(project.document, layer.id, axis);
    project.commit(label, patch);
  }

  function select(make: (project: NonNullable<Studio['project']>) => Bitmap | undefined): void {
    const { project } = studio;
    if (project) project.selection = make(project);
  }

  return {
    undo: () => studio.project?.undo(),
    redo: () => studio.project?.redo(),
    showHistory: () => (studio.isHistoryShown = !studio.isHistoryShown),
    selectAll: () =>
      studio.galleryShown
        ? studio.galleryShown.choice.all()
        : select(({ document }) => maskOfRegion(canvasOf(document))),
    selectNothing: () => (studio.galleryShown ? studio.galleryShown.choice.none() : select(() => undefined)),
    invertSelection: () =>
      select(({ document, selection }) => selection && invertMask(selection, canvasOf(document))),
    selectFromClass: () => select(({ document }) => maskFromClass(document, tools.classId)),
    fillLayer() {
      const { project } = studio;
      const layer = project?.activeLayer;
      if (!project || !layer || warnOfLocked(studio, [layer])) return;
      const { label, patch } = fillLayer(
        project.document,
        layer.id,
        layerValue(layer.kind, tools),
        project.selection,
      );
      project.commit(label, patch);
    },
    clearLayer() {
      const { project } = studio;
      const layer = project?.activeLayer;
      if (!project || !layer || warnOfLocked(studio, [layer])) return;
      const { label, patch } = clearLayer(project.document, layer.id, project.selection);
      project.commit(label, patch);
    },
    swapClass: () => (studio.dialog = { kind: 'swapClass' }),
    flipHorizontal: () => flip('horizontal'),
    flipVertical: () => flip('vertical'),
    applyTransform: () => studio.project?.transform.apply(),
    cancelTransform: () => studio.project?.transform.cancel(),
    resizeCanvas: () => (studio.dialog = { kind: 'resizeCanvas' }),
    frameToCanvas() {
      const { project } = studio;
      if (!project) return;
      const { label, patch } = setFrame(project.document, canvasOf(project.document));
      project.commit(label, patch);
    },
  };
}
