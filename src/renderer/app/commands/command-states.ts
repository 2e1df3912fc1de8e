import { mergeTarget, type DocumentLayer } from '../../../document/index.ts';
import { MAX_STEP_NAME, type CommandStates } from '../../../shared/command-states.ts';
import { commands, type CommandId } from '../../../shared/commands.ts';
import { stepLabel } from '../../state/labels.ts';
import { moveToNeighbour } from '../../state/layer-order.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { toolNames } from '../../state/tool-state.svelte.ts';

type Questions = Partial<Record<CommandId, () => boolean>>;

/**
 * When commands would do something, for those that do not always, where there is a project on the canvas. What only says
 * why it cannot be done, as on a locked layer, is not among them.
 */
export function commandConditions(studio: Studio): Questions {
  const { tools, view } = studio;
  const hasLayer = () => studio.project?.activeLayer !== undefined;
  const isMask = () => studio.project?.activeLayer?.kind === 'mask';
  const hasSelection = () =>
    studio.galleryShown ? studio.galleryShown.choice.ids.size > 0 : studio.project?.selection !== undefined;
  const isTransforming = () => studio.project?.transform.isPending === true;
  const hasVariants = () => (studio.generation?.results.variants.length ?? 0) > 0;
  const hasVariant = () => studio.generation?.results.selected !== undefined;
  const isVisible = (kind: DocumentLayer['kind']) =>
    studio.project?.document.layers.some((layer) => layer.kind === kind && layer.isVisible) ?? false;
  const hasNeighbour = (by: 1 | -1) => {
    const { project } = studio;
    return (
      project !== undefined &&
      moveToNeighbour(project.document.layers, project.activeLayerId, by) !== undefined
    );
  };

  return {
    undo: () => studio.project?.undoLabel !== undefined,
    redo: () => studio.project?.redoLabel !== undefined,
    selectNothing: hasSelection,
    invertSelection: hasSelection,
    cut: hasLayer,
    copy: hasLayer,
    fillLayer: hasLayer,
    clearLayer: hasLayer,
    flipHorizontal: hasLayer,
    flipVertical: hasLayer,
    applyTransform: isTransforming,
    cancelTransform: isTransforming,

    duplicateLayer: hasLayer,
    renameLayer: hasLayer,
    removeLayer: hasLayer,
    toggleLayerVisible: hasLayer,
    toggleLayerLocked: hasLayer,
    mergeDown: () =>
      studio.project !== undefined &&
      mergeTarget(studio.project.document, studio.project.activeLayerId) !== undefined,
    layoutToLayers: () => isVisible('semantic'),
    pictureToLayers: () => isVisible('picture'),
    raiseLayer: () => hasNeighbour(1),
    lowerLayer: () => hasNeighbour(-1),
    layerAbove: () => hasNeighbour(1),
    layerBelow: () => hasNeighbour(-1),

    maskFromSelection: hasSelection,
    invertMask: isMask,
    growMask: isMask,
    shrinkMask: isMask,
    softenMask: isMask,

    swapRecentClasses: () => tools.recentClassIds.length > 1,
    resetRotation: () => view.rotation !== 0,
    toggleCompare: () => view.isCompare || studio.generation?.pictures.picture !== undefined,
    showStart: () => studio.screen !== 'start',

    generate: () => studio.generation?.pack !== undefined,
    generateFirst: () => studio.generation?.pack !== undefined,
    cancel: () =>
      hasSelection() ||
      (studio.galleryShown === undefined &&
        (isTransforming() ||
          studio.generation?.isBusy === true ||
          view.isCompare ||
          (studio.generation !== undefined && studio.generation.staging.shown.kind !== 'nothing'))),
    cancelAll: () => studio.queue.openCount > 0,
    previousVariant: hasVariants,
    nextVariant: hasVariants,
    acceptVariant: () => hasVariant() || studio.generation?.staging.shown.kind === 'live',
    discardVariant: hasVariant,
  };
}

/** Of the commands that menus tick: whether they have on what they turn on, or chosen what they choose. */
export function commandTicks(studio: Studio): Questions {
  const { tools, view } = studio;
  const toolTicks = Object.fromEntries(
    toolNames.map((tool) => [
      `tool${tool.charAt(0).toUpperCase()}${tool.slice(1)}`,
      () => tools.tool === tool,
    ]),
  );
  const classTicks = Object.fromEntries(
    [...commands].flatMap(([id, { number }]) =>
      number === undefined ? [] : [[id, () => tools.classId === number]],
    ),
  );
  return {
    ...toolTicks,
    ...classTicks,
    showHistory: () => studio.isHistoryShown,
    toggleLayerVisible: () => studio.project?.activeLayer?.isVisible === true,
    toggleLayerLocked: () => studio.project?.activeLayer?.isLocked === true,
    toggleBrushShape: () => tools.brushShape === 'square',
    togglePressure: () => tools.hasPressure,
    toggleSymmetry: () => tools.hasSymmetry,
    toggleBorderStop: () => tools.isBorderStop,
    togglePatterns: () => studio.settings.hasPatterns,
    toggleModelView: () => view.isModelView,
    toggleDisagreement: () => view.isDisagreement,
    toggleCompare: () => view.isCompare,
    toggleLayout: () => view.isLayoutVisible,
    toggleGaps: () => view.hasGaps,
    toggleRulers: () => studio.settings.hasRulers,
    showGallery: () => studio.screen === 'gallery',
    showBin: () => studio.screen === 'bin',
    showQueue: () => studio.isQueueShown,
    showFidelity: () => studio.isFidelityShown,
    togglePanels: () => studio.arePanelsShown,
    toggleTheme: () => studio.theme === 'dark',
    pauseQueue: () => studio.queue.isPaused,
    toggleLive: () => studio.settings.isLive,
    toggleSeedLocked: () => studio.generation?.settings.isSeedLocked === true,
    sortByFidelity: () => studio.fidelity?.isSorting === true,
  };
}

/** What a field that is written in does itself. */
const fieldCommands: ReadonlySet<CommandId> = new Set(['undo', 'redo', 'selectAll'] satisfies CommandId[]);

/** What texts have everywhere, in dialogs and notices too; the page tells by its own events whether pixels are meant. */
const textCommands: ReadonlySet<CommandId> = new Set(['cut', 'copy', 'paste'] satisfies CommandId[]);

/**
 * What a menu bar shows of the commands.
 *
 * @param isWriting  a text field has the focus
 */
export function commandStates(studio: Studio, isWriting: boolean): CommandStates {
  const ticks = commandTicks(studio);
  const isAvailable = (id: CommandId): boolean => {
    if (id === 'toggleFullScreen' || textCommands.has(id) || (isWriting && fieldCommands.has(id)))
      return true;
    // A dialog has the window for itself.
    return studio.dialog === undefined && studio.isAvailable(id);
  };
  const named = (label: string | undefined) =>
    isWriting || label === undefined || studio.screen !== 'editor'
      ? undefined
      : stepLabel(studio.language, label).slice(0, MAX_STEP_NAME);
  return {
    unavailable: [...commands.keys()].filter((id) => !isAvailable(id)),
    ticked: [...commands.keys()].filter((id) => ticks[id]?.()),
    undo: named(studio.project?.undoLabel),
    redo: named(studio.project?.redoLabel),
  };
}
