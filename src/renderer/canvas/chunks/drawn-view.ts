import {
  after,
  intersection,
  inverted,
  mappedBounds,
  scalingAbout,
  type Matrix,
  type Rect,
} from '../../../document/index.ts';
import type { CanvasView } from '../../state/view-state.svelte.ts';

/** How the canvas lies on the pixels of the device during one frame. */
export interface DrawnView {
  /** From canvas pixels to device pixels of the view. */
  readonly toDevice: Matrix;
  /** Device pixels per canvas pixel. */
  readonly scale: number;
  readonly pixelRatio: number;
  /** Rows and columns of the canvas are rows and columns of the screen. */
  readonly isUpright: boolean;
  /** The whole canvas, in canvas pixels. */
  readonly canvas: Rect;
  /** What of it is in the view; `undefined` for nothing. */
  readonly visible: Rect | undefined;
  /** Size of the view in device pixels. */
  readonly deviceWidth: number;
  readonly deviceHeight: number;
}

type ViewFields = Pick<
  CanvasView,
  | 'zoom'
  | 'rotation'
  | 'panX'
  | 'panY'
  | 'viewportWidth'
  | 'viewportHeight'
  | 'documentWidth'
  | 'documentHeight'
>;

/** From canvas pixels to the view's CSS pixels. */
export function viewMap({ zoom, rotation, panX, panY }: ViewFields): Matrix {
  const cos = Math.cos(rotation) * zoom;
  const sin = Math.sin(rotation) * zoom;
  return [cos, sin, -sin, cos, panX, panY];
}

export function drawnView(view: ViewFields, pixelRatio: number): DrawnView {
  const toDevice = after(scalingAbout({ x: 0, y: 0 }, pixelRatio, pixelRatio), viewMap(view));
  const deviceWidth = Math.round(view.viewportWidth * pixelRatio);
  const deviceHeight = Math.round(view.viewportHeight * pixelRatio);
  const canvas = { x: 0, y: 0, width: view.documentWidth, height: view.documentHeight };
  const back = inverted(toDevice);
  const inView = back && mappedBounds(back, { x: 0, y: 0, width: deviceWidth, height: deviceHeight });
  return {
    toDevice,
    scale: view.zoom * pixelRatio,
    pixelRatio,
    isUpright: Math.abs(view.rotation) < 1e-6,
    canvas,
    visible: inView && intersection(inView, canvas),
    deviceWidth,
    deviceHeight,
  };
}
