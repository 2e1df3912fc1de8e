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
import { copiedPixels, pasteLayer } from '../../state/copied-pixels.ts';
import { layerValue } from '../../state/layer-value.ts';
import { copyName } from '../../state/labels.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { offerToSystem } from '../system-clipboard.ts';
import type { CommandActions } from './command-actions.ts';
import { warnOfLocked } from './warn-of-locked.ts';

/** Undo, the selection, and what acts on the whole of a layer or of the canvas. */
export function editCommands(studio: Studio): CommandActions {
  const { tools } = studio;
  const { t } = studio.language;

  function flip(axis: 'horizontal' | 'vertical'): void {
    const { project } = studio;
    const layer = project?.activeLayer;
    if (!project || !layer || warnOfLocked(studio, [layer])) return;
    const { label, patch } = flipLayer(project.document, layer.id, axis);
    project.commit(label, patch);
  }

  /** Tells whether there was anything to copy. */
  function copy(): boolean {
    const { project } = studio;
    const layer = project?.activeLayer;
    const copied = layer && copiedPixels(layer, project.selection);
    if (!copied) {
      const key = project?.selection ? 'nothingInSelection' : 'layerEmpty';
      studio.notices.warn(t(`layers.${key}`), t('layers.nothingToCopyAdvice'));
      return false;
    }
    studio.copied = copied;
    void offerToSystem(studio);
    return true;
  }

  function select(make: (project: NonNullable<Studio['project']>) => Bitmap | undefined): void {
    const { project } = studio;
    if (project) project.selection = make(project);
  }

  return {
    undo: () => studio.project?.undo(),
    redo: () => studio.project?.redo(),
    showHistory: () => (studio.isHistoryShown = !studio.isHistoryShown),
    copy,
    cut() {
      const { project } = studio;
      const layer = project?.activeLayer;
      if (!project || !layer || warnOfLocked(studio, [layer]) || !copy()) return;
      project.commit('cut', clearLayer(project.document, layer.id, project.selection).patch);
    },
    paste() {
      const { project, copied } = studio;
      if (!project || !copied) {
        studio.notices.warn(t('layers.nothingCopied'), t('layers.nothingCopiedAdvice'));
        return;
      }
      const name = copyName(studio.language, studio.names.layerName(copied));
      const { label, patch } = pasteLayer(project.document, copied, name, project.activeLayerId);
      project.commit(label, patch);
    },
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
