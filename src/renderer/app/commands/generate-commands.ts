import { acceptVariant } from '../../state/accept-variant.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';

/** Asking for pictures, and what becomes of them. */
export function generateCommands(studio: Studio): CommandActions {
  return {
    generate: () => studio.generation?.paint(),
    generateFirst: () => studio.generation?.paint({ isFirst: true }),
    async cancel() {
      const { generation, project } = studio;
      if (!generation) return;
      // Escape lets go of the nearest thing first.
      if (generation.isBusy) offerBack(studio, await generation.cancel());
      else if (studio.view.isCompare) studio.view.isCompare = false;
      else if (generation.shownKind !== 'nothing') generation.hide();
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
    previousVariant: () => studio.generation?.step(-1),
    nextVariant: () => studio.generation?.step(1),
    acceptVariant: () => acceptVariant(studio),
    sortByFidelity() {
      const { fidelity } = studio;
      if (fidelity) fidelity.isSorting = !fidelity.isSorting;
    },
    discardVariant() {
      const id = studio.generation?.results.selectedId;
      if (id !== undefined) return studio.generation?.dismiss(id);
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
