import type { Layer } from 'konva/lib/Layer.js';
import { Line } from 'konva/lib/shapes/Line.js';
import { Rect } from 'konva/lib/shapes/Rect.js';
import type { Point } from '../../../document/index.ts';
import type { OverlayShape } from '../tools/tool.ts';
import { BrushRing } from './brush-ring.ts';
import { TwoToneLine, flatPoints, lineColours } from './two-tone-line.ts';

/** Side of a handle in CSS pixels. */
const HANDLE_SIDE = 9;
/** A brush smaller than this on the screen has a cross around it, in CSS pixels across. */
const LEAST_OUTLINE = 5;

const dash = [5, 4] as const;

/** How canvas pixels become CSS pixels for the overlay. */
interface HandProjection {
  toView(point: Point): Point;
  readonly zoom: number;
  readonly rotation: number;
}

/** Shows what tools say about their gestures. Nodes are kept and used again; a pen moves often. */
export class HandView {
  readonly #layer: Layer;
  readonly #lines: TwoToneLine[] = [];
  readonly #strokes: Line[] = [];
  readonly #handles: Rect[] = [];
  readonly #ring: BrushRing;
  #isEmpty = true;

  /** @param above  an element over the layer's, for what is not drawn on it */
  constructor(layer: Layer, above: HTMLElement) {
    this.#layer = layer;
    this.#ring = new BrushRing(above);
  }

  /** Tells whether the layer has to be drawn anew. */
  show(shapes: readonly OverlayShape[], projection: HandProjection): boolean {
    let lines = 0;
    let strokes = 0;
    let handles = 0;
    let ring: Parameters<BrushRing['show']>[0];
    for (const shape of shapes) {
      switch (shape.kind) {
        case 'line': {
          const points = shape.points.map((point) => projection.toView(point));
          if (shape.stroke) {
            this.#stroke(strokes++).setAttrs({
              points: flatPoints(points),
              stroke: shape.stroke.colour,
              strokeWidth: Math.max(1, shape.stroke.width * projection.zoom),
              closed: shape.isClosed ?? false,
              visible: true,
            });
            break;
          }
          this.#line(lines++).show(points, {
            isClosed: shape.isClosed ?? false,
            fill: shape.fill,
            ...(shape.isDashed && { dash }),
          });
          break;
        }
        case 'handle': {
          const { x, y } = projection.toView(shape.at);
          this.#handle(handles++).setAttrs({
            x,
            y,
            rotation: degrees(projection.rotation + (shape.angle ?? 0)),
            cornerRadius: shape.isRound ? HANDLE_SIDE / 2 : 0,
            visible: true,
          });
          break;
        }
        case 'brush':
          if (shape.diameter * projection.zoom < LEAST_OUTLINE) {
            for (const points of cross(projection.toView(shape.at))) this.#line(lines++).show(points);
          } else {
            ring = {
              at: projection.toView(shape.at),
              diameter: shape.diameter * projection.zoom,
              isSquare: shape.isSquare,
              rotation: projection.rotation,
            };
          }
          break;
      }
    }
    for (const line of this.#lines.slice(lines)) line.hide();
    for (const stroke of this.#strokes.slice(strokes)) stroke.visible(false);
    for (const handle of this.#handles.slice(handles)) handle.visible(false);
    this.#ring.show(ring);
    const wasEmpty = this.#isEmpty;
    this.#isEmpty = lines + strokes + handles === 0;
    return !(wasEmpty && this.#isEmpty);
  }

  #line(index: number): TwoToneLine {
    return (this.#lines[index] ??= new TwoToneLine(this.#layer));
  }

  #stroke(index: number): Line {
    return (this.#strokes[index] ??= this.#added(
      new Line({ ...outline, lineCap: 'round', lineJoin: 'round', opacity: 0.75 }),
    ));
  }

  #handle(index: number): Rect {
    return (this.#handles[index] ??= this.#added(
      new Rect({
        ...outline,
        width: HANDLE_SIDE,
        height: HANDLE_SIDE,
        offsetX: HANDLE_SIDE / 2,
        offsetY: HANDLE_SIDE / 2,
        fill: lineColours.core,
        stroke: lineColours.halo,
        strokeWidth: 1.5,
      }),
    ));
  }

  #added<T extends Line | Rect>(node: T): T {
    this.#layer.add(node);
    return node;
  }
}

const outline = { listening: false, perfectDrawEnabled: false } as const;

const degrees = (radians: number) => (radians * 180) / Math.PI;

/** Four short lines that leave the point itself free. */
function cross({ x, y }: Point): Point[][] {
  const [near, far] = [4, 10];
  return [
    [
      { x: x - far, y },
      { x: x - near, y },
    ],
    [
      { x: x + near, y },
      { x: x + far, y },
    ],
    [
      { x, y: y - far },
      { x, y: y - near },
    ],
    [
      { x, y: y + near },
      { x, y: y + far },
    ],
  ];
}
