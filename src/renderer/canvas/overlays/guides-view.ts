import { Konva } from 'konva/lib/Core.js';
import type { Layer } from 'konva/lib/Layer.js';
import type { Shape } from 'konva/lib/Shape.js';
import { Circle } from 'konva/lib/shapes/Circle.js';
import { Line } from 'konva/lib/shapes/Line.js';
import {
  after,
  grown,
  inverted,
  mapped,
  mappedBounds,
  rectanglePoints,
  type Bitmap,
  type Matrix,
  type Point,
  type Rect,
} from '../../../document/index.ts';
import type { Symmetry } from '../../state/tool-state.svelte.ts';
import { viewMap } from '../chunks/drawn-view.ts';
import type { CanvasView } from '../../state/view-state.svelte.ts';
import { SelectionOutline } from './selection-outline.ts';
import { TwoToneLine, flatPoints, lineColours } from './two-tone-line.ts';

/** Outside the generation frame the canvas is dimmed by this. */
const DIM_COLOUR = 'rgba(22, 18, 15, 0.3)';

const DASH = 5;

/** Of the frame's size, in CSS pixels. */
const SIZE_HEIGHT = 20;
const SIZE_PADDING = 6;

/** Least size of a mark around what vanishes, and of a cell whose grid is drawn, in CSS pixels. */
const LEAST_MARK = 14;
const LEAST_CELL = 7;

/** More marks than this would hide the layout; the count says the rest. */
const MOST_MARKS = 200;

/** What is shown around and over the canvas that belongs to no tool. */
interface GuidesLook {
  readonly view: CanvasView;
  /** What of the canvas is in view; `undefined` for nothing. */
  readonly visible: Rect | undefined;
  readonly frame: Rect;
  /** The frame is being drawn: its size is told beside it. */
  readonly isFrameDrawn: boolean;
  /** A picture is being painted for the frame. */
  readonly isPainting: boolean;
  /** The picture in the frame is older than the layout. */
  readonly isStale: boolean;
  readonly selection: Bitmap | undefined;
  /** Where what is selected is being moved to. */
  readonly selectionMap: Matrix;
  readonly symmetry: Symmetry;
  /** Where the compare slider stands in which frame. */
  readonly compare: { readonly at: number; readonly frame: Rect } | undefined;
  readonly model:
    { readonly cell: number; readonly frame: Rect; readonly vanishing: readonly Rect[] } | undefined;
  /** Marching ants have marched so far, in CSS pixels. */
  readonly antsOffset: number;
}

/** The frame with what is outside of it dimmed, the selection, axes, the slider, and the marks of the model view. */
export class GuidesView {
  readonly #layer: Layer;
  readonly #dim: Shape;
  readonly #ants: Shape;
  readonly #size: Shape;
  readonly #cells: Shape;
  readonly #border: Line;
  readonly #frame: TwoToneLine;
  readonly #axes: TwoToneLine[] = [];
  readonly #marks: Circle[] = [];
  readonly #slider: TwoToneLine;
  readonly #knob: Circle;
  readonly #outline = new SelectionOutline();
  #look: GuidesLook | undefined;

  constructor(layer: Layer) {
    this.#layer = layer;
    const shape = (draw: (context: CanvasRenderingContext2D, look: GuidesLook) => void) =>
      new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        sceneFunc: ({ _context: context }) => {
          if (!this.#look) return;
          context.save();
          draw(context, this.#look);
          context.restore();
        },
      });
    this.#dim = shape(drawDim);
    this.#cells = shape(drawCells);
    this.#size = shape(drawSize);
    this.#ants = shape((context, look) => this.#drawAnts(context, look));
    this.#border = new Line({ listening: false, closed: true, stroke: 'rgba(0, 0, 0, 0.5)', strokeWidth: 1 });
    layer.add(this.#dim, this.#border, this.#cells);
    this.#frame = new TwoToneLine(layer);
    layer.add(this.#ants, this.#size);
    this.#slider = new TwoToneLine(layer);
    this.#knob = new Circle({
      listening: false,
      radius: 11,
      fill: lineColours.core,
      stroke: lineColours.halo,
      strokeWidth: 2,
    });
    layer.add(this.#knob);
  }

  show(look: GuidesLook): void {
    this.#look = look;
    const { view } = look;
    const project = (point: Point) => view.toView(point);
    const canvas = { x: 0, y: 0, width: view.documentWidth, height: view.documentHeight };
    this.#border.points(flatPoints(rectanglePoints(canvas).map(project)));
    const isLive = look.isPainting || look.isStale;
    this.#frame.show(rectanglePoints(look.frame).map(project), {
      isClosed: true,
      ...(isLive && { dash: [DASH * 2, DASH], colour: lineColours.accent }),
      ...(look.isPainting && { dashOffset: -look.antsOffset }),
    });
    this.#cells.visible(look.model !== undefined);
    this.#ants.visible(look.selection !== undefined);
    this.#size.visible(look.isFrameDrawn);
    this.#showAxes(look, project);
    this.#showMarks(look);
    this.#showSlider(look, project);
  }

  #showAxes({ symmetry, view }: GuidesLook, project: (point: Point) => Point): void {
    const lines = axes(symmetry, view.documentWidth, view.documentHeight);
    for (const [index, line] of lines.entries()) {
      this.#axes[index] ??= new TwoToneLine(this.#layer);
      this.#axes[index].show(line.map(project), { dash: [DASH * 2, DASH], colour: lineColours.accent });
    }
    for (const line of this.#axes.slice(lines.length)) line.hide();
  }

  #showMarks({ model, view }: GuidesLook): void {
    const marks = model?.vanishing.slice(0, MOST_MARKS) ?? [];
    for (const [index, rect] of marks.entries()) {
      this.#marks[index] ??= this.#newMark();
      const { x, y } = view.toView({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
      const radius = Math.max(LEAST_MARK, (Math.hypot(rect.width, rect.height) / 2) * view.zoom + 4);
      this.#marks[index].setAttrs({ x, y, radius, visible: true });
    }
    for (const mark of this.#marks.slice(marks.length)) mark.visible(false);
  }

  #newMark(): Circle {
    const mark = new Circle({
      listening: false,
      stroke: '#ff5a5a',
      strokeWidth: 2,
      dash: [4, 3],
      shadowColor: '#000000',
      shadowBlur: 2,
      shadowOpacity: 0.8,
    });
    this.#layer.add(mark);
    return mark;
  }

  #showSlider({ compare }: GuidesLook, project: (point: Point) => Point): void {
    this.#knob.visible(compare !== undefined);
    if (!compare) {
      this.#slider.hide();
      return;
    }
    const { x, y, width, height } = compare.frame;
    const at = x + width * compare.at;
    this.#slider.show([project({ x: at, y }), project({ x: at, y: y + height })]);
    this.#knob.position(project({ x: at, y: y + height / 2 }));
    this.#knob.moveToTop();
  }

  #drawAnts(context: CanvasRenderingContext2D, look: GuidesLook): void {
    const { view, visible, selection, selectionMap, antsOffset } = look;
    const back = inverted(selectionMap);
    if (!selection || !visible || !back) return;
    const path = this.#outline.path(selection, mappedBounds(back, visible), view.zoom);
    if (!path) return;
    // The path lies in canvas pixels; only its place is mapped, the line is as thin at every zoom.
    const onScreen = new Path2D();
    onScreen.addPath(path, matrixOf(after(viewMap(view), selectionMap)));
    context.lineWidth = 1;
    context.strokeStyle = '#000000';
    context.stroke(onScreen);
    context.strokeStyle = '#ffffff';
    context.setLineDash([DASH, DASH]);
    context.lineDashOffset = -antsOffset;
    context.stroke(onScreen);
  }
}

function matrixOf([a, b, c, d, e, f]: Matrix): DOMMatrix {
  return new DOMMatrix([a, b, c, d, e, f]);
}

/** Everything of the canvas but the frame. */
function drawDim(context: CanvasRenderingContext2D, { view, frame }: GuidesLook): void {
  const map = viewMap(view);
  const canvas = { x: 0, y: 0, width: view.documentWidth, height: view.documentHeight };
  context.beginPath();
  for (const rect of [canvas, frame]) {
    for (const [index, corner] of rectanglePoints(rect).entries()) {
      const { x, y } = mapped(map, corner);
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  }
  context.save();
  // A frame that reaches over the edge would otherwise dim what lies beyond it.
  clipToBox(context, map, canvas);
  context.fillStyle = DIM_COLOUR;
  context.fill('evenodd');
  context.restore();
}

/** Width and height of the frame above its corner, or within it where there is no room above. */
function drawSize(context: CanvasRenderingContext2D, { view, frame }: GuidesLook): void {
  const { x, y } = view.toView(frame);
  const words = `${frame.width} × ${frame.height}`;
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const width = context.measureText(words).width + 2 * SIZE_PADDING;
  const left = Math.max(SIZE_PADDING, x);
  const top = Math.max(SIZE_PADDING, y - SIZE_HEIGHT - SIZE_PADDING);
  context.fillStyle = 'rgba(0, 0, 0, 0.75)';
  context.fillRect(left, top, width, SIZE_HEIGHT);
  context.fillStyle = lineColours.core;
  context.fillText(words, left + SIZE_PADDING, top + SIZE_HEIGHT / 2);
}

function clipToBox(context: CanvasRenderingContext2D, map: Matrix, rect: Rect): void {
  const path = new Path2D();
  for (const [index, corner] of rectanglePoints(rect).entries()) {
    const { x, y } = mapped(map, corner);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  path.closePath();
  context.clip(path);
}

/** The grid of the model's cells, where they are large enough to be told apart. */
function drawCells(context: CanvasRenderingContext2D, { view, visible, model }: GuidesLook): void {
  if (!model || !visible || model.cell * view.zoom < LEAST_CELL) return;
  const { frame, cell } = model;
  const map = viewMap(view);
  const inView = grown(visible, cell);
  context.beginPath();
  const line = (from: Point, to: Point) => {
    const a = mapped(map, from);
    const b = mapped(map, to);
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
  };
  for (let x = frame.x; x <= frame.x + frame.width; x += cell) {
    if (x < inView.x || x > inView.x + inView.width) continue;
    line({ x, y: frame.y }, { x, y: frame.y + frame.height });
  }
  for (let y = frame.y; y <= frame.y + frame.height; y += cell) {
    if (y < inView.y || y > inView.y + inView.height) continue;
    line({ x: frame.x, y }, { x: frame.x + frame.width, y });
  }
  context.strokeStyle = 'rgba(0, 0, 0, 0.35)';
  context.lineWidth = 1;
  context.stroke();
}

/** The lines in which strokes are mirrored, or between which they are repeated, through the middle of the canvas. */
function axes({ vertical, horizontal, radial }: Symmetry, width: number, height: number): Point[][] {
  const middle = { x: width / 2, y: height / 2 };
  const lines: Point[][] = [];
  if (vertical)
    lines.push([
      { x: middle.x, y: 0 },
      { x: middle.x, y: height },
    ]);
  if (horizontal)
    lines.push([
      { x: 0, y: middle.y },
      { x: width, y: middle.y },
    ]);
  const reach = Math.hypot(width, height) / 2;
  for (let ray = 0; radial > 1 && ray < radial; ray++) {
    const angle = (ray / radial) * 2 * Math.PI - Math.PI / 2;
    lines.push([middle, { x: middle.x + Math.cos(angle) * reach, y: middle.y + Math.sin(angle) * reach }]);
  }
  return lines;
}
