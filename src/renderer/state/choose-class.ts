import type { OpenProject } from './open-project.svelte.ts';
import type { ToolState } from './tool-state.svelte.ts';

interface ClassHand {
  readonly tools: Pick<ToolState, 'chooseClass'>;
  readonly project: Pick<OpenProject, 'document' | 'activeLayer' | 'activeLayerId'> | undefined;
}

/**
 * Takes a class into the hand. Picture and mask layers have no classes: from there the hand goes to the nearest layout
 * layer that can be painted on, where there is one.
 */
export function chooseClass(hand: ClassHand, classId: number): void {
  hand.tools.chooseClass(classId);
  handToLayout(hand);
}

/** The hand goes to the nearest layout layer that can be painted on, unless it is on a layout layer. */
export function handToLayout({ project }: Pick<ClassHand, 'project'>): void {
  if (!project || project.activeLayer?.kind === 'semantic') return;
  const layer = project.document.layers.findLast(
    ({ kind, isVisible, isLocked }) => kind === 'semantic' && isVisible && !isLocked,
  );
  if (layer) project.activeLayerId = layer.id;
}
