import { classAt, type Point, type Rect } from '../../document/index.ts';
import type { ToolName } from '../state/tool-state.svelte.ts';
import type { CanvasSurroundings } from './canvas-surroundings.ts';
import { KeyboardPainting } from './input/keyboard-painting.ts';
import { PointerInput, type PointerListener } from './input/pointer-input.ts';
import { makeCompareSlider, type CompareSlider } from './tools/compare/compare-slider.ts';
import { makePickClass } from './tools/pick-class/pick-class-tool.ts';
import { brushSizedTools, makeTool, pickingTools } from './tools/tools.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from './tools/tool.ts';

/** What the hand holds, as far as it is seen. */
export interface HandLook {
  readonly tool: ToolName;
  /** In canvas pixels. */
  readonly brushSize: number;
  readonly isSquare: boolean;
}

/** The hand over the canvas: what pointers and keys do, with which tool, and the marks that show it. */
export class CanvasHand {
  readonly #around: CanvasSurroundings;
  readonly #port: CanvasPort;
  readonly #input: PointerInput;
  readonly #keyboard: KeyboardPainting;
  readonly #tools = new Map<ToolName, CanvasTool>();
  readonly #picker: CanvasTool;
  readonly #slider: CompareSlider;
  readonly #abort = new AbortController();
  #look: HandLook | undefined;
  /** What the pointer that is down is working; not always the tool of the strip. */
  #pressed: CanvasTool | undefined;
  #hovered: Sample | undefined;
  #viewHeld: 'pan' | 'turn' | undefined;

  /** @param compareFrame  where two pictures are compared, while they are */
  constructor(
    root: HTMLElement,
    around: CanvasSurroundings,
    port: CanvasPort,
    compareFrame: () => Rect | undefined,
  ) {
    this.#around = around;
    this.#port = port;
    this.#picker = makePickClass(port);
    this.#slider = makeCompareSlider(port, around.view, compareFrame);
    this.#input = new PointerInput(root, around.view, this.#pointerListener());
    this.#keyboard = new KeyboardPainting({
      canvas: () => around.project.document,
      start: () => this.#hovered ?? this.#middleOfView(),
      toView: (point) => around.view.toView(point),
      brushSize: () => around.tools.brushSize,
      tool: () => this.#tool,
      onMove: (at) => this.#keyboardMoved(at),
      onSpace: (isHeld) => this.#input.setSpace(isHeld),
    });
    const { signal } = this.#abort;
    root.addEventListener('keydown', (event) => this.#keyPressed(event), { signal });
    // Where nothing has the focus, space still moves the view, and what waits to be applied or given up is.
    const isForNobody = ({ target, key }: KeyboardEvent) =>
      target === window.document.body &&
      (key === ' ' || (this.#tool.isPending && /^(Enter|Escape)$/.test(key)));
    window.addEventListener('keydown', (event) => isForNobody(event) && this.#keyPressed(event), { signal });
    window.addEventListener('keyup', (event) => this.#keyboard.released(event), { signal });
    window.addEventListener('blur', () => this.#input.setSpace(false), { signal });
    root.addEventListener('blur', () => this.#keyboard.hide(), { signal });
  }

  /** A gesture goes on. */
  get isBusy(): boolean {
    return (this.#pressed ?? this.#tool).isBusy;
  }

  /** A gesture of a pointer that is down goes on. */
  get isPressing(): boolean {
    return this.#pressed?.isBusy === true;
  }

  /** The element was moved or has another size. */
  place(bounds: DOMRect): void {
    this.#input.place(bounds);
  }

  /** Another tool was chosen, or what is seen of it changed. */
  changed(look: HandLook): void {
    this.#look = look;
    const tool = this.#tool;
    // Another tool works on what is seen.
    if (look.tool !== 'transform') this.#around.project.settle();
    for (const other of this.#tools.values())
      if (other !== tool && other !== this.#pressed && other.isBusy) other.cancel();
    this.#showCursor();
    this.#port.refreshOverlay();
  }

  /** Stops what the hand is doing; the canvas is as it was. Tells whether there was anything to stop. */
  cancelGesture(): boolean {
    const tool = this.#pressed?.isBusy ? this.#pressed : this.#tool;
    const wasBusy = tool.isBusy;
    tool.cancel();
    this.#pressed = undefined;
    this.#keyboard.cancelled();
    this.#input.release();
    this.#showCursor();
    return wasBusy;
  }

  /** What is to be seen of it now. */
  shapes(): readonly OverlayShape[] {
    this.#followView();
    const shapes: OverlayShape[] = [...this.#tool.overlay()];
    const look = this.#look;
    const keyboardAt = this.#keyboard.at;
    const at = keyboardAt ?? this.#hovered;
    if (!at || !look || this.#viewHeld || this.#isOnSlider()) return shapes;
    if (brushSizedTools.has(look.tool)) {
      const isSquare = look.isSquare && look.tool !== 'line';
      shapes.push({ kind: 'brush', at, diameter: look.brushSize, isSquare });
    }
    // A brush of no size on the screen is drawn as a cross: that marks the keyboard's place.
    if (keyboardAt) shapes.push({ kind: 'brush', at: keyboardAt, diameter: 0, isSquare: false });
    return shapes;
  }

  destroy(): void {
    this.#abort.abort();
    this.#input.destroy();
  }

  get #tool(): CanvasTool {
    return this.#toolNamed(this.#around.tools.tool);
  }

  #toolNamed(name: ToolName): CanvasTool {
    const known = this.#tools.get(name);
    if (known) return known;
    const tool = makeTool[name](this.#port);
    this.#tools.set(name, tool);
    return tool;
  }

  #keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.cancelGesture()) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    this.#keyboard.pressed(event);
  }

  #pointerListener(): PointerListener {
    return {
      begin: (at, isErasing) => {
        this.#keyboard.hide();
        this.#hover(at);
        this.#begin(at, isErasing);
      },
      move: (to) => {
        const last = to.at(-1);
        if (last) this.#hover(last);
        this.#pressed?.move(to);
      },
      end: (at) => {
        this.#pressed?.end(at);
        this.#pressed = undefined;
        this.#showCursor();
      },
      cancel: () => this.cancelGesture(),
      hover: (at) => {
        this.#keyboard.hide();
        this.#hover(at);
        this.#tool.hover?.(at);
        this.#showCursor();
      },
      leave: () => this.#hover(undefined),
      viewHeld: (how) => {
        this.#viewHeld = how;
        this.#showCursor();
        this.#port.refreshOverlay();
      },
      isHandTool: () => this.#around.tools.tool === 'hand',
    };
  }

  #begin(at: Sample, isErasing: boolean): void {
    this.#pressed = this.#toolFor(at, isErasing);
    // The other end of a pen erases whatever tool is in the hand.
    if (isErasing) this.#around.project.settle();
    this.#pressed.begin(at);
  }

  /** What a press at a place works: mostly the tool of the strip. */
  #toolFor(at: Sample, isErasing: boolean): CanvasTool {
    if (this.#slider.isUnder(at)) return this.#slider;
    if (isErasing) return this.#toolNamed('eraser');
    return at.isAlt && pickingTools.has(this.#around.tools.tool) ? this.#picker : this.#tool;
  }

  #hover(at: Sample | undefined): void {
    this.#hovered = at;
    this.#around.view.pointer = at && { x: at.x, y: at.y };
    this.#port.refreshOverlay();
  }

  /** Where the pointer is on the canvas changes under it as well, as when a key zooms. */
  #followView(): void {
    const before = this.#hovered;
    if (!before) return;
    const { view } = this.#around;
    const { x, y } = view.toDocument(before.view);
    if (x === before.x && y === before.y) return;
    const at = { ...before, x, y };
    this.#hovered = at;
    if (!this.#keyboard.at) view.pointer = { x, y };
    if (!this.#pressed) this.#tool.hover?.(at);
    this.#showCursor();
  }

  #keyboardMoved(at: Point | undefined): void {
    const { view, project } = this.#around;
    this.#port.refreshOverlay();
    if (!at) return;
    view.pointer = at;
    this.#keepInView(view.toView(at));
    this.#around.onClass(classAt(project.document, at.x, at.y), at);
  }

  /** Pans when the keyboard's cursor comes near the edge of the view. */
  #keepInView({ x, y }: Point): void {
    const { view } = this.#around;
    const margin = Math.min(60, view.viewportWidth / 4, view.viewportHeight / 4);
    const shift = (at: number, length: number) =>
      at < margin ? margin - at : at > length - margin ? length - margin - at : 0;
    const dx = shift(x, view.viewportWidth);
    const dy = shift(y, view.viewportHeight);
    if (dx !== 0 || dy !== 0) view.panBy(dx, dy);
  }

  #middleOfView(): Point {
    const { view } = this.#around;
    return view.toDocument({ x: view.viewportWidth / 2, y: view.viewportHeight / 2 });
  }

  #showCursor(): void {
    this.#around.onCursor(this.#cursor());
  }

  #cursor(): string {
    if (this.#viewHeld) return this.#pressed || this.#viewHeld === 'turn' ? 'grabbing' : 'grab';
    return (this.#isOnSlider() ? this.#slider : this.#tool).cursor(this.#hovered);
  }

  #isOnSlider(): boolean {
    if (this.#pressed) return this.#pressed === this.#slider;
    return this.#hovered !== undefined && this.#slider.isUnder(this.#hovered);
  }
}
