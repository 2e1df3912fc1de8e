import {
  History,
  classAt,
  createDocument,
  pixelAt,
  setLayer,
  type Document,
  type DocumentLayer,
  type Rect,
} from '../../../../document/index.ts';
import { LayerTransform } from '../../../state/layer-transform.ts';
import type { LayerDraft } from '../../chunks/display-layers.ts';
import type { CanvasPort, CanvasTool, MakeTool, NoticeKey, Sample, ToolOptions } from '../tool.ts';

/** A document with a tool in the hand, without a screen: one CSS pixel is one canvas pixel. */
export class TestCanvas implements CanvasPort {
  readonly history: History;
  activeLayerId: string;
  selection: CanvasPort['project']['selection'];
  readonly notices: NoticeKey[] = [];
  readonly committed: string[] = [];
  draft: LayerDraft | undefined;
  changed: Rect[] = [];
  frameDraft: Rect | undefined;
  zoom = 1;
  rotation = 0;
  frameStep = 64;
  readonly project: CanvasPort['project'];
  readonly options: ToolOptions = {
    classId: 3,
    chooseClass: (classId) => {
      this.options.classId = classId;
    },
    colour: '#204060',
    opacity: 1,
    brushSize: 10,
    brushShape: 'round',
    hardness: 1,
    hasPressure: true,
    symmetry: { vertical: false, horizontal: false, radial: 1 },
    isBorderStop: false,
    isFilled: true,
    isContiguous: true,
    roughness: 0.5,
    ridgeSeed: 1,
    skyClassId: 1,
    selectShape: 'rectangle',
    selectMode: 'replace',
    isFrameSnapped: true,
    keepsProportions: true,
  };

  constructor(document: Document = createDocument({ width: 256, height: 256 })) {
    this.history = new History(document);
    this.activeLayerId = document.layers[0]!.id;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the accessors below have a `this` of their own
    const canvas = this;
    this.project = {
      get document() {
        return canvas.document;
      },
      get activeLayerId() {
        return canvas.activeLayerId;
      },
      get activeLayer() {
        return canvas.layer;
      },
      get selection() {
        return canvas.selection;
      },
      transform: new LayerTransform({
        get document() {
          return canvas.document;
        },
        get activeLayer() {
          return canvas.layer;
        },
        get selection() {
          return canvas.selection;
        },
        placement: undefined,
        commit: (label, patch, selection) => {
          canvas.project.commit(label, patch);
          canvas.selection = selection;
        },
      }),
      commit: (label, patch) => {
        canvas.history.commit(label, patch);
        canvas.committed.push(label);
      },
    };
  }

  get document(): Document {
    return this.history.document;
  }

  get layer(): DocumentLayer | undefined {
    return this.document.layers.find(({ id }) => id === this.activeLayerId);
  }

  /** The class that is seen at a pixel. */
  classAt(x: number, y: number): number {
    return classAt(this.document, x, y);
  }

  /** What the draft has at a pixel, while there is one. */
  draftAt(x: number, y: number): number | undefined {
    return this.draft?.bitmap && pixelAt(this.draft.bitmap, x, y);
  }

  setLayer(fields: Partial<Pick<DocumentLayer, 'isLocked' | 'isVisible' | 'x' | 'y'>>): void {
    const { label, patch } = setLayer(this.document, this.activeLayerId, fields);
    this.history.commit(label, patch);
  }

  toView = (point: { x: number; y: number }) => point;
  showDraft(draft: LayerDraft, changed: Rect): void {
    this.draft = draft;
    this.changed.push(changed);
  }
  commitDraft(label: string, patch: Parameters<History['commit']>[1]): void {
    this.draft = undefined;
    if (patch.length > 0) this.project.commit(label, patch);
  }
  dropDraft(): void {
    this.draft = undefined;
  }
  showFrame(frame: Rect | undefined): void {
    this.frameDraft = frame;
  }
  activateLayer(layerId: string): void {
    this.activeLayerId = layerId;
  }
  setSelection(selection: CanvasPort['project']['selection']): void {
    this.selection = selection;
  }
  refreshOverlay(): void {
    // There is no screen.
  }
  notify(key: NoticeKey): void {
    this.notices.push(key);
  }
  warnOfCover(): void {
    // There is no picture on show.
  }
  announceClass(): void {
    // There is nobody to hear it.
  }

  /** The tool, made for this canvas. */
  hold(make: MakeTool): CanvasTool {
    return make(this);
  }
}

/** A place of the pointer. */
export function sampleAt(x: number, y: number, fields: Partial<Sample> = {}): Sample {
  return {
    x,
    y,
    view: { x, y },
    pressure: 1,
    isPen: false,
    isShift: false,
    isAlt: false,
    isMod: false,
    ...fields,
  };
}

/** Presses at the first place, goes through the others, and lets go at the last. */
export function drag(tool: CanvasTool, ...places: Sample[]): void {
  tool.begin(places[0]!);
  if (places.length > 1) tool.move(places.slice(1));
  tool.end(places.at(-1)!);
}

/** Presses and lets go at one place after the other. */
export function pressAt(tool: CanvasTool, ...places: [x: number, y: number][]): void {
  for (const [x, y] of places) drag(tool, sampleAt(x, y));
}
