import { Konva } from 'konva/lib/Core.js';
import {
  identity,
  mappedBounds,
  union,
  wholePixels,
  type Applied,
  type Matrix,
  type Rect,
} from '../../document/index.ts';
import type { Frame } from '../../shared/document-format.ts';
import type { CanvasPictures } from '../state/frame-picture.ts';
import type { TransformedPixels } from '../state/layer-transform.ts';
import type { OpenProject } from '../state/open-project.svelte.ts';
import type { ToolState } from '../state/tool-state.svelte.ts';
import type { CanvasView } from '../state/view-state.svelte.ts';
import type { CanvasSurroundings } from './canvas-surroundings.ts';
import { drawnView, type DrawnView } from './chunks/drawn-view.ts';
import { Paper } from './chunks/paper.ts';
import { ShownDocument } from './chunks/shown-document.ts';
import { DisagreementView, type Disagreement } from './overlays/disagreement-view.ts';
import { GuidesView } from './overlays/guides-view.ts';
import { HandView } from './overlays/hand-view.ts';
import { MarchingAnts } from './overlays/marching-ants.ts';
import { ModelViewKeeper } from './overlays/model-view.ts';
import { CanvasStage, type SheetName } from './overlays/stage.ts';
import type { OverlayShape } from './tools/tool.ts';

/** What is to be seen besides the document, at one moment. */
export interface CanvasLook {
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

/** Pixels of a layer on their way. */
export interface MovedPixels {
  readonly pixels: TransformedPixels;
  readonly map: Matrix;
}

/** All that is seen of a project: the document on its paper, what is said about it, and what the hand does. */
export class CanvasScene {
  /** The document as it is on the paper. */
  readonly document: ShownDocument;
  readonly #around: CanvasSurroundings;
  readonly #handShapes: () => readonly OverlayShape[];
  readonly #stage: CanvasStage;
  readonly #paper: Paper;
  readonly #model: ModelViewKeeper;
  readonly #ants: MarchingAnts;
  readonly #disagreement: DisagreementView;
  readonly #guides: GuidesView;
  readonly #hand: HandView;
  #look: CanvasLook | undefined;
  #frameDraft: Frame | undefined;
  #moved: MovedPixels | undefined;
  #drawn: DrawnView;

  /** @param handShapes  what the hand shows, asked for before it is drawn */
  constructor(
    container: HTMLDivElement,
    around: CanvasSurroundings,
    handShapes: () => readonly OverlayShape[],
  ) {
    this.#around = around;
    this.#handShapes = handShapes;
    this.#paper = new Paper(around.project.document);
    this.#stage = new CanvasStage(
      container,
      (sheets) => this.#beforeFrame(sheets),
      () => {
        this.#paper.forgetPictures();
        this.viewChanged();
      },
    );
    this.document = new ShownDocument({
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
    this.#hand = new HandView(this.#stage.hand, container);
  }

  /** Where two pictures are compared, while they are. */
  get compareFrame(): Rect | undefined {
    return this.#look?.isCompare ? this.#look.pictures.picture?.frame : undefined;
  }

  /** Where a painted picture lies over the document, while one is on show. */
  get shownFrame(): Rect | undefined {
    return this.#look?.pictures.picture?.frame;
  }

  /** In CSS pixels. */
  resize(width: number, height: number): void {
    this.#stage.resize(width, height);
    this.viewChanged();
    this.#stage.drawNow();
  }

  /** The view was moved, zoomed or turned. */
  viewChanged(): void {
    this.#drawn = drawnView(this.#around.view, this.#stage.pixelRatio);
    this.#stage.redraw('paper', 'guides', 'hand');
  }

  lookChanged(look: CanvasLook): void {
    this.#look = look;
    this.#paper.setPatterns(look.hasPatterns);
    this.#paper.setGaps(look.hasGaps);
    this.#model.update();
    this.#ants.march(look.selection !== undefined || look.pictures.isPainting);
    this.#stage.redraw('paper', 'guides');
  }

  documentChanged(changed: Applied['changed']): void {
    this.document.update(changed);
    this.#model.update();
    this.#stage.redraw('guides', 'hand');
  }

  handChanged(): void {
    this.#stage.redraw('hand');
  }

  /** Shows the generation frame elsewhere, or where it is. */
  showFrame(frame: Frame | undefined): void {
    this.#frameDraft = frame;
    this.#stage.redraw('guides');
  }

  /** Shows a layer with another opacity, or with its own. */
  showOpacity(draft: CanvasView['opacityDraft']): void {
    const { width, height } = this.#around.project.document;
    if (draft) this.document.showDraft(draft, { x: 0, y: 0, width, height });
    else if (this.#paper.draft?.opacity !== undefined) this.document.dropDraft();
  }

  /** Shows pixels of a layer where they are being moved to, or where they are. */
  showMoved(moved: MovedPixels | undefined): void {
    const last = this.#moved;
    this.#moved = moved;
    if (moved) {
      const { pixels, map } = moved;
      const was = mappedBounds(last?.map ?? identity, last?.pixels.box ?? pixels.box);
      const changed = wholePixels(union(was, mappedBounds(map, pixels.box))!);
      this.document.showDraft({ layerId: pixels.layer.id, moved: { map, part: pixels.part } }, changed);
    } else if (this.#paper.draft?.moved) this.document.dropDraft();
    this.#stage.redraw('guides', 'hand');
  }

  destroy(): void {
    this.#model.destroy();
    this.#ants.march(false);
    this.#stage.destroy();
  }

  #modelViewChanged(): void {
    const { shown } = this.#model;
    this.#around.onModelView(shown && { count: shown.vanishing.length, classIds: shown.vanishingClassIds });
    this.#stage.redraw('paper', 'guides');
  }

  #beforeFrame(sheets: Set<SheetName>): void {
    const draft = this.document.takeDraft();
    if (draft) this.#around.onStrokeMove(draft);
    if (sheets.has('guides')) this.#showGuides();
    if (sheets.has('hand') && !this.#hand.show(this.#handShapes(), this.#around.view)) sheets.delete('hand');
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
    const { compareFrame } = this;
    this.#guides.show({
      view,
      visible: this.#drawn.visible,
      frame: this.#frameDraft ?? project.document.frame,
      isFrameDrawn: this.#frameDraft !== undefined,
      isPainting: pictures.isPainting,
      isStale: pictures.isStale,
      selection,
      selectionMap: this.#moved?.map ?? identity,
      symmetry,
      compare: compareFrame && { at: compareAt, frame: compareFrame },
      model: this.#model.shown,
      antsOffset: this.#ants.offset,
    });
  }
}
