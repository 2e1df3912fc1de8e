import type { Point } from '../../../document/index.ts';
import type { CanvasTool, Sample } from '../tools/tool.ts';
import { keyboardStep, movedCursor } from './keyboard-cursor.ts';

/** What painting by keyboard needs of the canvas. */
interface KeyboardSurroundings {
  canvas(): { readonly width: number; readonly height: number };
  /** Where the cursor appears first. */
  start(): Point;
  toView(point: Point): Point;
  brushSize(): number;
  tool(): CanvasTool;
  /** The cursor went somewhere, or is no longer shown. */
  onMove(at: Point | undefined): void;
  /** Space is held, for moving the view with the pointer. */
  onSpace(isHeld: boolean): void;
}

/**
 * The canvas without a mouse: arrows move a cursor, Enter presses there, Space puts the tool down and takes it up again
 * so that the arrows draw. With Ctrl, arrows go by single pixels. Until an arrow is pressed, Space moves the view.
 */
export class KeyboardPainting {
  readonly #around: KeyboardSurroundings;
  #at: Point | undefined;
  /** The tool is down until it is taken up. */
  #held: CanvasTool | undefined;

  constructor(around: KeyboardSurroundings) {
    this.#around = around;
  }

  /** Where the cursor is, in canvas pixels; `undefined` while there is none. */
  get at(): Point | undefined {
    return this.#at;
  }

  /** The pointer has taken over. */
  hide(): void {
    this.#takeUp();
    if (!this.#at) return;
    this.#at = undefined;
    this.#around.onMove(undefined);
  }

  /** The gesture was cancelled: the tool is up. */
  cancelled(): void {
    this.#held = undefined;
  }

  pressed(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    if (this.#act(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  released(event: KeyboardEvent): void {
    if (event.key === ' ') this.#around.onSpace(false);
  }

  /** Answers whether the key was for the canvas. */
  #act({ key, ctrlKey, repeat }: KeyboardEvent): boolean {
    const tool = this.#around.tool();
    // At its cursor, Enter presses, but where something waits for it; away from it, it may mean something to the tool.
    const isPress =
      key === 'Enter' && this.#at !== undefined && (this.#held !== undefined || !tool.isPending);
    if (!ctrlKey && !isPress && tool.key?.(key)) return true;
    const step = keyboardStep(this.#around.brushSize(), ctrlKey);
    const to = movedCursor(this.#at ?? this.#around.start(), key, step, this.#around.canvas());
    if (to) {
      this.#moveTo(to);
      return true;
    }
    if (ctrlKey) return false;
    switch (key) {
      case ' ':
        if (this.#at) {
          if (!repeat) this.#toggle(tool);
        } else this.#around.onSpace(true);
        return true;
      case 'Enter':
        if (!this.#at) this.#moveTo(this.#around.start());
        else if (!repeat) this.#press(tool);
        return true;
      default:
        return false;
    }
  }

  #moveTo(to: Point): void {
    this.#at = to;
    const sample = this.#sample(to);
    if (this.#held?.isBusy) this.#held.move([sample]);
    else this.#around.tool().hover?.(sample);
    this.#around.onMove(to);
  }

  #press(tool: CanvasTool): void {
    if (tool.keyboardUse === 'drag' || this.#held) this.#toggle(tool);
    else if (this.#at) {
      const sample = this.#sample(this.#at);
      tool.begin(sample);
      tool.end(sample);
      this.#around.onMove(this.#at);
    }
  }

  #toggle(tool: CanvasTool): void {
    if (this.#held) this.#takeUp();
    else if (this.#at) {
      tool.begin(this.#sample(this.#at));
      this.#held = tool;
    }
    this.#around.onMove(this.#at);
  }

  #takeUp(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held && this.#at) held.end(this.#sample(this.#at));
  }

  #sample(at: Point): Sample {
    return {
      ...at,
      view: this.#around.toView(at),
      pressure: 1,
      isPen: false,
      isShift: false,
      isAlt: false,
      isMod: false,
    };
  }
}
