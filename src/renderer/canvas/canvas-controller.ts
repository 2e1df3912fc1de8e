import { Konva } from 'konva/lib/Core.js';
import { classAt, type Applied, type Document, type Point, type Rect } from '../../document/index.ts';
import type { Frame, Patch } from '../../shared/document-format.ts';
import type { CanvasPictures } from '../state/frame-picture.ts';
import type { OpenProject } from '../state/open-project.svelte.ts';
import type { ToolName, ToolState } from '../state/tool-state.svelte.ts';
import type { CanvasView } from '../state/view-state.svelte.ts';
import { drawnView, type DrawnView } from './chunks/drawn-view.ts';
import { Paper } from './chunks/paper.ts';
import { ShownDocument } from './chunks/shown-document.ts';
import { KeyboardPainting } from './input/keyboard-painting.ts';
import { PointerInput, type PointerListener } from './input/pointer-input.ts';
import { DisagreementView, type Disagreement } from './overlays/disagreement-view.ts';
import { GuidesView } from './overlays/guides-view.ts';
import { HandView } from './overlays/hand-view.ts';
import { MarchingAnts } from './overlays/marching-ants.ts';
import { ModelViewKeeper } from './overlays/model-view.ts';
import { CanvasStage, type SheetName } from './overlays/stage.ts';
import { makeCompareSlider, type CompareSlider } from './tools/compare/compare-slider.ts';
import { makePickClass } from './tools/pick-class/pick-class-tool.ts';
import { brushSizedTools, makeTool, pickingTools } from './tools/tools.ts';
import type { CanvasPort, CanvasTool, NoticeKey, OverlayShape, Sample } from './tools/tool.ts';

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

/** What is to be seen besides the document, at one moment. */
interface CanvasLook {
  readonly isLayoutVisible: boolean;
  readonly layoutOpacity: number;
  readonly isCompare: boolean;
  readonly compareAt: number;
  readonly hasPatterns: boolean;
  readonly hasGaps: boolean;
  readonly selection: OpenProject['selection'];
  readonly symmetry: ToolState['symmetry'];
  readonly pictures: CanvasPictures;
  /** Where the picture in the frame is not what was asked for, while that is shown. */
  readonly disagreement: Disagreement | undefined;
}

/** What the hand holds, as far as it is seen. */
interface HandLook {
  readonly tool: ToolName;
  /** In canvas pixels. */
  readonly brushSize: number;
  readonly isSquare: boolean;
}

/** The canvas of one project: its stage, its input, the tool in the hand, and what is shown while a gesture lasts. */
export class CanvasController {
  readonly #around: CanvasSurroundings;
  readonly #stage: CanvasStage;
  readonly #paper: Paper;
  readonly #document: ShownDocument;
  readonly #model: ModelViewKeeper;
  readonly #ants: MarchingAnts;
  readonly #disagreement: DisagreementView;
  readonly #guides: GuidesView;
  readonly #hand: HandView;
  readonly #input: PointerInput;
  readonly #keyboard: KeyboardPainting;
  readonly #port: CanvasPort;
  readonly #tools = new Map<ToolName, CanvasTool>();
  readonly #picker: CanvasTool;
  readonly #slider: CompareSlider;
  readonly #cleanups: (() => void)[] = [];
  #look: CanvasLook | undefined;
  #handLook: HandLook | undefined;
  #frameDraft: Frame | undefined;
  /** What the pointer that is down is working; not always the tool of the strip. */
  #pressed: CanvasTool | undefined;
  #hovered: Sample | undefined;
  #viewHeld: 'pan' | 'turn' | undefined;
  #drawn: DrawnView;

  constructor(root: HTMLElement, container: HTMLDivElement, around: CanvasSurroundings) {
    this.#around = around;
    this.#paper = new Paper(around.project.document);
    this.#stage = new CanvasStage(
      container,
      (sheets) => this.#beforeFrame(sheets),
      () => {
        this.#paper.forgetPictures();
        this.viewChanged();
      },
    );
    this.#document = new ShownDocument({
      project: around.project,
      paper: this.#paper,
      redraw: () => this.#stage.redraw('paper'),
    });
    this.#model = new ModelViewKeeper(
      () =>
        around.view.isModelView
          ? { document: around.project.document, factor: around.latentFactor() }
          : undefined,
      () => this.#modelViewChanged(),
    );
    this.#ants = new MarchingAnts(() => this.#stage.redraw('guides'));
    this.#drawn = drawnView(around.view, this.#stage.pixelRatio);
    this.#stage.paper.add(
      new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        sceneFunc: ({ _context: context }) => this.#drawPaper(context),
      }),
    );
    this.#disagreement = new DisagreementView(this.#stage.guides);
    this.#guides = new GuidesView(this.#stage.guides);
    this.#hand = new HandView(this.#stage.hand);
    this.#port = this.#makePort();
    this.#picker = makePickClass(this.#port);
    this.#slider = makeCompareSlider(this.#port, around.view, () => this.#compareFrame());
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
    const abort = new AbortController();
    const { signal } = abort;
    root.addEventListener('keydown', (event) => this.#keyPressed(event), { signal });
    // Where nothing has the focus, space still moves the view.
    const isForNobody = (event: KeyboardEvent) => event.target === window.document.body && event.key === ' ';
    window.addEventListener('keydown', (event) => isForNobody(event) && this.#keyPressed(event), { signal });
    window.addEventListener('keyup', (event) => this.#keyboard.released(event), { signal });
    window.addEventListener('blur', () => this.#input.setSpace(false), { signal });
    root.addEventListener('blur', () => this.#keyboard.hide(), { signal });
    this.#cleanups.push(
      () => abort.abort(),
      around.project.subscribe((changed) => this.#documentChanged(changed)),
    );
  }

  /** The element has another size or place, in CSS pixels. */
  resize(width: number, height: number, bounds: DOMRect): void {
    this.#stage.resize(width, height);
    this.#input.place(bounds);
    this.viewChanged();
    this.#stage.drawNow();
  }

  /** The view was moved, zoomed or turned. */
  viewChanged(): void {
    this.#drawn = drawnView(this.#around.view, this.#stage.pixelRatio);
    this.#stage.redraw('paper', 'guides', 'hand');
  }

  /** Something else that is shown has changed. */
  lookChanged(look: CanvasLook): void {
    this.#look = look;
    this.#paper.setPatterns(look.hasPatterns);
    this.#paper.setGaps(look.hasGaps);
    this.#model.update();
    this.#ants.march(look.selection !== undefined || look.pictures.isPainting);
    this.#stage.redraw('paper', 'guides');
  }

  /** A layer's opacity is being set, or that has ended. */
  opacityDrafted(draft: CanvasView['opacityDraft']): void {
    const { width, height } = this.#around.project.document;
    if (!draft) {
      if (this.#paper.draft?.opacity !== undefined) this.#document.dropDraft();
    } else if (!(this.#pressed ?? this.#tool).isBusy) {
      this.#document.showDraft(draft, { x: 0, y: 0, width, height });
    }
  }

  /** Another tool was chosen, or what is seen of it changed. */
  handChanged(hand: HandLook): void {
    this.#handLook = hand;
    const tool = this.#tool;
    for (const other of this.#tools.values())
      if (other !== tool && other !== this.#pressed && other.isBusy) other.cancel();
    this.#showCursor();
    this.#stage.redraw('hand');
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

  destroy(): void {
    this.cancelGesture();
    for (const cleanup of this.#cleanups) cleanup();
    this.#model.destroy();
    this.#ants.march(false);
    this.#input.destroy();
    this.#stage.destroy();
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

  #makePort(): CanvasPort {
    const around = this.#around;
    const { project, tools, view } = around;
    return {
      project: {
        get document() {
          return project.document;
        },
        get activeLayerId() {
          return project.activeLayerId;
        },
        get activeLayer() {
          return project.activeLayer;
        },
        get selection() {
          return project.selection;
        },
        commit: (label, patch) => this.#commit(label, patch),
      },
      options: tools,
      get zoom() {
        return view.zoom;
      },
      get rotation() {
        return view.rotation;
      },
      get frameStep() {
        return around.frameStep();
      },
      toView: (point) => view.toView(point),
      showDraft: (draft, changed) => this.#document.showDraft(draft, changed),
      commitDraft: (label, patch) => {
        this.#document.commitDraft(label, patch);
        if (patch.length > 0) around.onStrokeEnd();
      },
      dropDraft: () => this.#document.dropDraft(),
      showFrame: (frame) => {
        this.#frameDraft = frame;
        this.#stage.redraw('guides');
      },
      activateLayer: (layerId) => {
        project.activeLayerId = layerId;
      },
      setSelection: (selection) => {
        project.selection = selection;
      },
      refreshOverlay: () => this.#stage.redraw('hand'),
      notify: (key) => around.onNotice(key),
      announceClass: (classId) => around.onClass(classId, undefined),
    };
  }

  #commit(label: string, patch: Patch): void {
    this.#document.commit(label, patch);
    this.#around.onStrokeEnd();
  }

  #documentChanged(changed: Applied['changed']): void {
    // What was begun on a document that is no more cannot be committed to this one.
    const isBusy = this.#document.hasDraft || this.#pressed?.isBusy;
    if (!this.#document.isOwnChange && isBusy) this.cancelGesture();
    this.#document.update(changed);
    this.#model.update();
    this.#stage.redraw('guides', 'hand');
  }

  #modelViewChanged(): void {
    const { shown } = this.#model;
    this.#around.onModelView(shown && { count: shown.vanishing.length, classIds: shown.vanishingClassIds });
    this.#stage.redraw('paper', 'guides');
  }

  #beforeFrame(sheets: ReadonlySet<SheetName>): void {
    const draft = this.#document.takeDraft();
    if (draft) this.#around.onStrokeMove(draft);
    if (sheets.has('guides')) this.#showGuides();
    if (sheets.has('hand')) this.#hand.show(this.#handShapes(), this.#around.view);
  }

  #drawPaper(context: CanvasRenderingContext2D): void {
    if (!this.#look) return;
    const isComplete = this.#paper.draw(context, this.#drawn, { ...this.#look, model: this.#model.shown });
    if (!isComplete) this.#stage.redraw('paper');
  }

  #showGuides(): void {
    if (!this.#look) return;
    const { selection, symmetry, compareAt, pictures, disagreement } = this.#look;
    const { view, project } = this.#around;
    this.#disagreement.show(view, disagreement);
    const compareFrame = this.#compareFrame();
    this.#guides.show({
      view,
      visible: this.#drawn.visible,
      frame: this.#frameDraft ?? project.document.frame,
      isFrameDrawn: this.#frameDraft !== undefined,
      isPainting: pictures.isPainting,
      isStale: pictures.isStale,
      selection,
      symmetry,
      compare: compareFrame && { at: compareAt, frame: compareFrame },
      model: this.#model.shown,
      antsOffset: this.#ants.offset,
    });
  }

  #handShapes(): OverlayShape[] {
    const shapes: OverlayShape[] = [...this.#tool.overlay()];
    const hand = this.#handLook;
    const keyboardAt = this.#keyboard.at;
    const at = keyboardAt ?? this.#hovered;
    if (!at || !hand || this.#viewHeld || this.#isOnSlider()) return shapes;
    if (brushSizedTools.has(hand.tool)) {
      const isSquare = hand.isSquare && hand.tool !== 'line';
      shapes.push({ kind: 'brush', at, diameter: hand.brushSize, isSquare });
    }
    // A brush of no size on the screen is drawn as a cross: that marks the keyboard's place.
    if (keyboardAt) shapes.push({ kind: 'brush', at: keyboardAt, diameter: 0, isSquare: false });
    return shapes;
  }

  #compareFrame(): Rect | undefined {
    return this.#look?.isCompare ? this.#look.pictures.picture?.frame : undefined;
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
        this.#stage.redraw('hand');
      },
      isHandTool: () => this.#around.tools.tool === 'hand',
    };
  }

  #begin(at: Sample, isErasing: boolean): void {
    this.#pressed = this.#toolFor(at, isErasing);
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
    this.#stage.redraw('hand');
  }

  #keyboardMoved(at: Point | undefined): void {
    const { view, project } = this.#around;
    this.#stage.redraw('hand');
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
