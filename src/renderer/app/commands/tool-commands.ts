import { palette } from '../../../shared/palette.ts';
import { chooseClass, handToLayout } from '../../state/choose-class.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { toolNames } from '../../state/tool-state.svelte.ts';
import type { CommandActions } from './command-actions.ts';

const HARDNESS_STEP = 0.1;

/** What the hand holds, and the class it paints. */
export function toolCommands(studio: Studio): CommandActions {
  const { tools } = studio;
  const toolActions = Object.fromEntries(
    toolNames.map((tool) => [
      `tool${tool.charAt(0).toUpperCase()}${tool.slice(1)}`,
      () => (tools.tool = tool),
    ]),
  );
  const classActions = Object.fromEntries(
    palette.slice(1).map(({ id }) => [`chooseClass${id}`, () => chooseClass(studio, id)]),
  );
  const choosing = (choose: () => void) => (): void => {
    choose();
    handToLayout(studio);
  };
  return {
    ...toolActions,
    ...classActions,
    brushSmaller: () => tools.resizeBrush(-1),
    brushBigger: () => tools.resizeBrush(1),
    brushSofter: () => tools.changeHardness(-HARDNESS_STEP),
    brushHarder: () => tools.changeHardness(HARDNESS_STEP),
    toggleBrushShape: () => (tools.brushShape = tools.brushShape === 'round' ? 'square' : 'round'),
    togglePressure: () => (tools.hasPressure = !tools.hasPressure),
    toggleSymmetry: () => tools.toggleSymmetry(),
    toggleBorderStop: () => (tools.isBorderStop = !tools.isBorderStop),
    findClass() {
      studio.arePanelsShown = true;
      studio.dockTab = 'palette';
      // The panel may have to appear first.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-class-search]')?.focus());
    },
    previousClass: choosing(() => tools.stepClass(-1)),
    nextClass: choosing(() => tools.stepClass(1)),
    swapRecentClasses: choosing(() => tools.swapRecentClasses()),
    togglePatterns: () => studio.changeSettings({ hasPatterns: !studio.settings.hasPatterns }),
  };
}
