import type { Document, Point } from '../../document/index.ts';
import type { OpenProject } from '../state/open-project.svelte.ts';
import type { ToolState } from '../state/tool-state.svelte.ts';
import type { CanvasView } from '../state/view-state.svelte.ts';
import type { NoticeKey } from './tools/tool.ts';

/** What the canvas shows and acts on, and whom it tells. Read anew whenever it is needed. */
export interface CanvasSurroundings {
  readonly project: OpenProject;
  readonly tools: ToolState;
  readonly view: CanvasView;
  frameStep(): number;
  latentFactor(): number;
  /** A stroke goes on; `draft` is the document with it. At most once a frame. */
  onStrokeMove(draft: Document): void;
  /** A gesture has changed the document. */
  onStrokeEnd(): void;
  onNotice(key: NoticeKey): void;
  /** What is under the keyboard's cursor, or was picked up. */
  onClass(classId: number, at: Point | undefined): void;
  /** What vanishes for the model, while that is shown. */
  onModelView(vanishing: { readonly count: number; readonly classIds: readonly number[] } | undefined): void;
  onCursor(cssCursor: string): void;
}
