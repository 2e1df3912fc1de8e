import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';

const ROTATION_STEP = Math.PI / 12;
const OPACITY_STEP = 0.1;

/** How things are looked at. */
export function viewCommands(studio: Studio): CommandActions {
  const { view } = studio;

  function changeOpacity(by: number): void {
    view.isLayoutVisible = true;
    view.layoutOpacity = Math.round(Math.min(1, Math.max(0, view.layoutOpacity + by)) * 100) / 100;
  }

  return {
    zoomIn: () => view.zoomStep(1),
    zoomOut: () => view.zoomStep(-1),
    zoomToFit: () => view.fit(),
    zoomToFull: () => view.zoomToFull(),
    rotateLeft: () => view.rotateBy(-ROTATION_STEP),
    rotateRight: () => view.rotateBy(ROTATION_STEP),
    resetRotation: () => view.resetRotation(),
    toggleModelView: () => (view.isModelView = !view.isModelView),
    toggleDisagreement: () => (view.isDisagreement = !view.isDisagreement),
    toggleCompare: () => (view.isCompare = !view.isCompare),
    toggleLayout: () => (view.isLayoutVisible = !view.isLayoutVisible),
    layoutFainter: () => changeOpacity(-OPACITY_STEP),
    layoutStronger: () => changeOpacity(OPACITY_STEP),
    toggleGaps: () => (view.hasGaps = !view.hasGaps),
    toggleRulers: () => studio.changeSettings({ hasRulers: !studio.settings.hasRulers }),
    showStart: () => studio.show('start'),
    showGallery: () => (studio.screen === 'gallery' ? studio.navigation.goBack() : studio.show('gallery')),
    showBin: () => (studio.screen === 'bin' ? studio.navigation.goBack() : studio.show('bin')),
    showQueue: () => (studio.isQueueShown = !studio.isQueueShown),
    showFidelity: () => (studio.isFidelityShown = !studio.isFidelityShown),
    togglePanels: () => (studio.arePanelsShown = !studio.arePanelsShown),
    toggleTheme: () => studio.changeSettings({ theme: studio.theme === 'dark' ? 'light' : 'dark' }),
    toggleFullScreen: () => studio.host.ask('app.toggleFullScreen', undefined),
    showCommands: () => (studio.dialog = { kind: 'commands' }),
    showShortcuts: () => (studio.dialog = { kind: 'shortcuts' }),
    showAbout: () => (studio.dialog = { kind: 'about' }),
  };
}
