import { acceptVariant } from '../../state/accept-variant.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';

/** Asking for pictures, and what becomes of them. */
export function generateCommands(studio: Studio): CommandActions {
  return {
    generate: () => studio.generation?.paint(),
    generateFirst: () => studio.generation?.paint({ isFirst: true }),
    async cancel() {
      const { generation, project, galleryShown } = studio;
      if (galleryShown) galleryShown.choice.none();
      if (galleryShown || !generation) return;
      // Escape lets go of the nearest thing first.
      if (project?.transform.isPending) project.transform.cancel();
      else if (generation.isBusy) offerBack(studio, await generation.cancel());
      else if (studio.view.isCompare) studio.view.isCompare = false;
      else if (generation.staging.shown.kind !== 'nothing') generation.staging.hide();
      else if (project?.selection) project.selection = undefined;
    },
    cancelAll: () => studio.queue.cancelAll(),
    pauseQueue: () => studio.queue.pause(!studio.queue.isPaused),
    toggleLive: () => studio.changeSettings({ isLive: !studio.settings.isLive }),
    focusPrompt() {
      studio.arePanelsShown = true;
      studio.dockTab = 'generate';
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-prompt]')?.focus());
    },
    newSeed: () => studio.generation?.drawSeed(),
    toggleSeedLocked: () => studio.generation?.toggleSeedLocked(),
    previousVariant: () => studio.generation?.staging.step(-1),
    nextVariant: () => studio.generation?.staging.step(1),
    // What is seen is kept: a live picture for the strip, a variant as a layer.
    acceptVariant: () =>
      studio.generation?.staging.shown.kind === 'live' ? studio.generation.keepLive() : acceptVariant(studio),
    sortByFidelity() {
      const { fidelity } = studio;
      if (fidelity) fidelity.isSorting = !fidelity.isSorting;
    },
    discardVariant() {
      const id = studio.generation?.results.selectedId;
      if (id !== undefined) return studio.generation?.staging.dismiss(id);
    },
  };
}

/** One picture is soon asked for again; a row of them that was waiting is offered back. */
function offerBack(studio: Studio, ids: readonly string[]): void {
  const { t } = studio.language;
  if (ids.length < 2) return;
  studio.notices.done(t('queue.takenOut', { count: ids.length }), {
    label: t('queue.putBack'),
    run: () =>
      void studio.attempt(async () => {
        // One after another, in the order in which they waited.
        for (const id of ids) await studio.queue.retry(id);
      }),
  });
}
