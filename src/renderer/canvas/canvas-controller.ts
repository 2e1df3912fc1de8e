import type { Applied } from '../../document/index.ts';
import type { CanvasView } from '../state/view-state.svelte.ts';
import { CanvasHand, type HandLook } from './canvas-hand.ts';
import { CanvasScene, type CanvasLook, type MovedPixels } from './canvas-scene.ts';
import type { CanvasSurroundings } from './canvas-surroundings.ts';
import { CoverWarnings } from './painting/cover-warnings.ts';
import type { CanvasPort } from './tools/tool.ts';

/** The canvas of one project: what is seen of it and the hand that works on it, with what each has to know of the other. */
export class CanvasController {
  readonly #project: CanvasSurroundings['project'];
  readonly #scene: CanvasScene;
  readonly #hand: CanvasHand;
  readonly #unsubscribe: () => void;

  constructor(root: HTMLElement, container: HTMLDivElement, around: CanvasSurroundings) {
    this.#project = around.project;
    const scene = new CanvasScene(container, around, () => this.#hand.shapes());
    this.#scene = scene;
    this.#hand = new CanvasHand(root, around, portOf(scene, around), () => scene.compareFrame);
    this.#unsubscribe = around.project.subscribe((changed) => this.#documentChanged(changed));
  }

  /** The element has another size or place, in CSS pixels. */
  resize(width: number, height: number, bounds: DOMRect): void {
    this.#hand.place(bounds);
    this.#scene.resize(width, height);
  }

  /** The view was moved, zoomed or turned. */
  viewChanged(): void {
    this.#scene.viewChanged();
  }

  /** Something else that is shown has changed. */
  lookChanged(look: CanvasLook): void {
    this.#scene.lookChanged(look);
  }

  /** A layer's opacity is being set, or that has ended. */
  opacityDrafted(draft: CanvasView['opacityDraft']): void {
    if (draft) this.#project.settle();
    if (!draft || !this.#hand.isBusy) this.#scene.showOpacity(draft);
  }

  /** Pixels are being moved, or that has ended. */
  pixelsMoved(moved: MovedPixels | undefined): void {
    this.#scene.showMoved(moved);
  }

  /** Another tool was chosen, or what is seen of it changed. */
  handChanged(look: HandLook): void {
    this.#hand.changed(look);
  }

  /** Stops what the hand is doing; the canvas is as it was. Tells whether there was anything to stop. */
  cancelGesture(): boolean {
    return this.#hand.cancelGesture();
  }

  destroy(): void {
    this.#hand.cancelGesture();
    this.#unsubscribe();
    this.#hand.destroy();
    this.#scene.destroy();
  }

  #documentChanged(changed: Applied['changed']): void {
    const { document } = this.#scene;
    // What was begun on a document that is no more cannot be committed to this one.
    if (!document.isOwnChange && (document.hasDraft || this.#hand.isPressing)) this.#hand.cancelGesture();
    this.#scene.documentChanged(changed);
  }
}

/** What tools may touch of the project and of the scene. */
function portOf(scene: CanvasScene, around: CanvasSurroundings): CanvasPort {
  const { project, tools, view } = around;
  const covers = new CoverWarnings();
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
      transform: project.transform,
      commit(label, patch) {
        scene.document.commit(label, patch);
        around.onStrokeEnd();
      },
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
    showDraft: (draft, changed) => scene.document.showDraft(draft, changed),
    commitDraft(label, patch) {
      scene.document.commitDraft(label, patch);
      if (patch.length > 0) around.onStrokeEnd();
    },
    dropDraft: () => scene.document.dropDraft(),
    showFrame: (frame) => scene.showFrame(frame),
    activateLayer: (layerId) => {
      project.activeLayerId = layerId;
    },
    setSelection: (selection) => {
      project.selection = selection;
    },
    refreshOverlay: () => scene.handChanged(),
    notify: (key) => around.onNotice(key),
    warnOfCover(layer, at) {
      if (covers.isNew(layer, at, scene.shownFrame)) around.onNotice('layerCovered');
    },
    announceClass: (classId) => around.onClass(classId, undefined),
  };
}
