import { Konva } from 'konva/lib/Core.js';
import type { Layer } from 'konva/lib/Layer.js';
import type { Shape } from 'konva/lib/Shape.js';
import type { Rect } from '../../../document/index.ts';
import type { CanvasView } from '../../state/view-state.svelte.ts';
import { viewMap } from '../chunks/drawn-view.ts';
import { outlines } from '../geometry/outline.ts';

/** Where the picture in a frame shows something else than was asked for. */
export interface Disagreement {
  /** In canvas pixels. */
  readonly frame: Rect;
  /** Of the map, which is stretched over the frame. */
  readonly width: number;
  readonly height: number;
  /** 1 where they disagree, row by row. */
  readonly differs: Uint8Array;
}

/** A red that no landscape is painted in, faint enough to judge the picture through. */
const TINT = 'rgba(255, 45, 85, 0.26)';
const EDGE = '#ff2d55';
/** Side of the hatching's tile, in CSS pixels: as wide at every zoom, so that it is never taken for paint. */
const HATCH_SIDE = 8;

/** Hatches, tints and outlines disagreement over the picture: by shape and by colour, for those who see no red. */
export class DisagreementView {
  readonly #shape: Shape;
  #look: { readonly view: CanvasView; readonly shown: Disagreement } | undefined;
  #traced: { readonly differs: Uint8Array; readonly path: Path2D } | undefined;
  #hatch: CanvasPattern | undefined;

  constructor(layer: Layer) {
    this.#shape = new Konva.Shape({
      listening: false,
      perfectDrawEnabled: false,
      visible: false,
      sceneFunc: ({ _context: context }) => this.#draw(context),
    });
    layer.add(this.#shape);
  }

  show(view: CanvasView, shown: Disagreement | undefined): void {
    this.#look = shown && { view, shown };
    this.#shape.visible(shown !== undefined);
  }

  #draw(context: CanvasRenderingContext2D): void {
    if (!this.#look) return;
    const { view, shown } = this.#look;
    const { frame, width, height } = shown;
    const toView = new DOMMatrix([...viewMap(view)])
      .translate(frame.x, frame.y)
      .scale(frame.width / width, frame.height / height);
    const onScreen = new Path2D();
    onScreen.addPath(this.#path(shown), toView);
    context.save();
    context.fillStyle = TINT;
    context.fill(onScreen);
    this.#hatch ??= hatchPattern(context);
    if (this.#hatch) {
      context.fillStyle = this.#hatch;
      context.fill(onScreen);
    }
    context.strokeStyle = EDGE;
    context.lineWidth = 1;
    context.stroke(onScreen);
    context.restore();
  }

  /** In pixels of the map; traced once for each. */
  #path({ width, height, differs }: Disagreement): Path2D {
    if (this.#traced?.differs === differs) return this.#traced.path;
    const path = new Path2D();
    for (const line of outlines(differs, width, height)) {
      for (const [index, { x, y }] of line.entries()) {
        if (index === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
      path.closePath();
    }
    this.#traced = { differs, path };
    return path;
  }
}

/** Diagonals, white with a dark side, to be seen on any picture. */
function hatchPattern(context: CanvasRenderingContext2D): CanvasPattern | undefined {
  const tile = new OffscreenCanvas(HATCH_SIDE, HATCH_SIDE);
  const pen = tile.getContext('2d');
  if (!pen) return undefined;
  for (const [colour, shift] of [
    ['rgba(0, 0, 0, 0.45)', 1],
    ['rgba(255, 255, 255, 0.75)', 0],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const start of [-HATCH_SIDE, 0, HATCH_SIDE]) {
      pen.moveTo(start + shift, HATCH_SIDE);
      pen.lineTo(start + HATCH_SIDE + shift, 0);
    }
    pen.stroke();
  }
  return context.createPattern(tile, 'repeat') ?? undefined;
}
