import type { DocumentLayer, Point, Rect } from '../../../document/index.ts';
import type { Frame, Patch } from '../../../shared/document-format.ts';
import type { OpenProject } from '../../state/open-project.svelte.ts';
import type { ToolState } from '../../state/tool-state.svelte.ts';
import type { LayerDraft } from '../chunks/display-layers.ts';

/** Where a pointer is and how it is held. `x` and `y` are canvas pixels with their fractions. */
export interface Sample extends Point {
  /** The same place in the view's CSS pixels. */
  readonly view: Point;
  /** 0 to 1; 1 for what has no pressure. */
  readonly pressure: number;
  readonly isPen: boolean;
  readonly isShift: boolean;
  readonly isAlt: boolean;
  /** Ctrl, or Command on a Mac. */
  readonly isMod: boolean;
}

/** Keys of the texts that say, gently, why nothing happened or what to do next; `canvas.notices.*`. */
export type NoticeKey =
  | 'layerLocked'
  | 'layerHidden'
  | 'layerCovered'
  | 'layerMissing'
  | 'needsSemantic'
  | 'layerEmpty'
  | 'nothingSelected'
  | 'nothingThere'
  | 'outsideSelection'
  | 'polygonHint';

/** What a tool shows of its gesture, in canvas pixels; sizes are CSS pixels unless said otherwise. */
export type OverlayShape =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly isClosed?: boolean;
      readonly isDashed?: boolean;
      /** CSS colour inside the line. */
      readonly fill?: string;
      /** Width in canvas pixels, of a line that shows what will be painted, and its CSS colour. */
      readonly stroke?: { readonly width: number; readonly colour: string };
    }
  /** A square that lies as its box is turned by `angle`, in radians; a round one turns the box. */
  | { readonly kind: 'handle'; readonly at: Point; readonly angle?: number; readonly isRound?: boolean }
  /** The outline of a brush; `diameter` in canvas pixels. */
  | { readonly kind: 'brush'; readonly at: Point; readonly diameter: number; readonly isSquare: boolean };

/** What the hand holds, as far as tools of the canvas read it. */
export type ToolOptions = Pick<
  ToolState,
  | 'classId'
  | 'chooseClass'
  | 'colour'
  | 'opacity'
  | 'brushSize'
  | 'brushShape'
  | 'hardness'
  | 'hasPressure'
  | 'symmetry'
  | 'isBorderStop'
  | 'isFilled'
  | 'isContiguous'
  | 'roughness'
  | 'ridgeSeed'
  | 'skyClassId'
  | 'selectShape'
  | 'selectMode'
  | 'isFrameSnapped'
  | 'keepsProportions'
>;

/** All that tools may touch. */
export interface CanvasPort {
  readonly project: Pick<
    OpenProject,
    'document' | 'activeLayerId' | 'activeLayer' | 'selection' | 'transform' | 'commit'
  >;
  readonly options: ToolOptions;
  /** CSS pixels of the view per canvas pixel. */
  readonly zoom: number;
  /** Radians that the view is turned by. */
  readonly rotation: number;
  /** The multiple on which sides of the generation frame fall. */
  readonly frameStep: number;
  toView(point: Point): Point;
  /**
   * Shows a layer otherwise than it is, until the draft is committed or dropped. `changed` is what looks different
   * since the last call, in canvas pixels.
   */
  showDraft(draft: LayerDraft, changed: Rect): void;
  /** Commits what the draft shows, to the pixel. An empty patch drops it. */
  commitDraft(label: string, patch: Patch): void;
  /** Shows the layer as it is. */
  dropDraft(): void;
  /** Shows the generation frame elsewhere. */
  showFrame(frame: Frame | undefined): void;
  /** Makes a layer the active one. */
  activateLayer(layerId: string): void;
  setSelection(selection: OpenProject['selection']): void;
  /** The overlay of the tool has changed. */
  refreshOverlay(): void;
  notify(key: NoticeKey): void;
  /** Says, once for each layer, that what is painted on it lies under the picture on show. */
  warnOfCover(layer: DocumentLayer, at: Point): void;
  /** A class was picked up from the canvas. */
  announceClass(classId: number): void;
}

/** How a tool is used with Enter instead of a button: pressed at once, held from one Enter to the next, or set point by point. */
type KeyboardUse = 'press' | 'drag';

/**
 * A tool of the canvas. `begin` to `end` is one press of the pointer; a gesture of several presses (a polygon) stays
 * busy in between. Whatever it shows meanwhile is a draft; it commits once, at its end, or not at all when cancelled.
 */
export interface CanvasTool {
  /** CSS cursor; `brush` for the outline of the brush at its true size. */
  cursor(at: Sample | undefined): string;
  readonly keyboardUse: KeyboardUse;
  readonly isBusy: boolean;
  /** Something is seen that Enter does, at the keyboard's cursor too. */
  readonly isPending?: boolean;
  begin(at: Sample): void;
  /** All positions since the last call, oldest first. */
  move(to: readonly Sample[]): void;
  end(at: Sample): void;
  /** Forgets the gesture; the canvas is as it was. */
  cancel(): void;
  /** The pointer moves while nothing is pressed. */
  hover?(at: Sample): void;
  /** A key during the gesture, by its `KeyboardEvent.key`; true when it was for the tool. */
  key?(key: string): boolean;
  overlay(): readonly OverlayShape[];
}

export type MakeTool = (port: CanvasPort) => CanvasTool;
