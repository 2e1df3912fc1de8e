/** A place in canvas pixels or in the view's CSS pixels; the name of the variable says which. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Bounds of the zoom: CSS pixels per canvas pixel. */
export const zoomBounds = { min: 0.02, max: 64 } as const;

const zoomSteps = [
  0.02, 0.03, 0.05, 0.08, 0.125, 0.17, 0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64,
];

/** Room left around the canvas when it is fitted, in CSS pixels. */
const FIT_MARGIN = 32;

/**
 * How the canvas is looked at: view = pan + zoom · rotation · canvas. `panX` and `panY` are where the canvas's origin
 * lies in the view, in CSS pixels from its top left corner.
 */
export class CanvasView {
  zoom = $state(1);
  /** Radians, clockwise. */
  rotation = $state(0);
  panX = $state(0);
  panY = $state(0);

  /** Size of the view in CSS pixels; `resize` keeps it. */
  viewportWidth = $state(0);
  viewportHeight = $state(0);
  /** Size of the document in canvas pixels; the editor keeps it. */
  documentWidth = $state(1);
  documentHeight = $state(1);

  isLayoutVisible = $state(true);
  /** Of the layout over the picture, 0 to 1: enough to find the areas, little enough to judge the picture. */
  layoutOpacity = $state(0.15);
  /** A layer's opacity while it is being set; the document has it once it is let go. */
  opacityDraft: { readonly layerId: string; readonly opacity: number } | undefined = $state.raw();
  /** "What the model sees". */
  isModelView = $state(false);
  /** Where the picture shows something else than its layout. */
  isDisagreement = $state(false);
  isCompare = $state(false);
  /** Where the compare slider stands, 0 (left edge of the frame) to 1. */
  compareAt = $state(0.5);
  /** Marks where no class is painted. */
  hasGaps = $state(true);
  /** Patterns over the class colours. */
  hasPatterns = $state(false);
  /** Rulers along the top and the left of the canvas. */
  hasRulers = $state(false);
  /** Pointer over the canvas, in canvas pixels; for the status line. */
  pointer: Point | undefined = $state.raw();

  /** A document of this size, whole in view. */
  showWhole({ width, height }: { readonly width: number; readonly height: number }): void {
    this.documentWidth = width;
    this.documentHeight = height;
    this.fit();
  }

  /**
   * A view of another size, in CSS pixels: what was in its middle stays there, and a canvas that was fitted is fitted
   * again.
   */
  resize(width: number, height: number): void {
    const isFitted = this.viewportWidth === 0 || this.#isFitted;
    this.panBy((width - this.viewportWidth) / 2, (height - this.viewportHeight) / 2);
    this.viewportWidth = width;
    this.viewportHeight = height;
    if (isFitted) this.fit();
  }

  /** Whole canvas in view, upright or as rotated. */
  fit(): void {
    this.zoom = this.#fittedZoom;
    this.centre();
  }

  get #fittedZoom(): number {
    const cos = Math.abs(Math.cos(this.rotation));
    const sin = Math.abs(Math.sin(this.rotation));
    const width = this.documentWidth * cos + this.documentHeight * sin;
    const height = this.documentWidth * sin + this.documentHeight * cos;
    const zoom = Math.min(
      Math.max(1, this.viewportWidth - 2 * FIT_MARGIN) / width,
      Math.max(1, this.viewportHeight - 2 * FIT_MARGIN) / height,
    );
    return clampZoom(zoom);
  }

  /** Whether it is looked at as `fit` leaves it, but for rounding. */
  get #isFitted(): boolean {
    const { x, y } = this.toView({ x: this.documentWidth / 2, y: this.documentHeight / 2 });
    const off = Math.max(Math.abs(x - this.viewportWidth / 2), Math.abs(y - this.viewportHeight / 2));
    return off < 0.5 && Math.abs(this.zoom / this.#fittedZoom - 1) < 1e-6;
  }

  /** One canvas pixel is one CSS pixel, the middle of the view staying where it is. */
  zoomToFull(): void {
    this.zoomAt(this.#middle, 1 / this.zoom);
  }

  /** Zooms by a factor and keeps the canvas still under the given point of the view. */
  zoomAt(viewPoint: Point, factor: number): void {
    const zoom = clampZoom(this.zoom * factor);
    const scale = zoom / this.zoom;
    this.panX = viewPoint.x + (this.panX - viewPoint.x) * scale;
    this.panY = viewPoint.y + (this.panY - viewPoint.y) * scale;
    this.zoom = zoom;
  }

  /** To the next of the usual zooms, about the middle of the view. */
  zoomStep(direction: 1 | -1): void {
    const near = 1 + direction * 0.01;
    const next =
      direction > 0
        ? zoomSteps.find((zoom) => zoom > this.zoom * near)
        : zoomSteps.findLast((zoom) => zoom < this.zoom * near);
    if (next !== undefined) this.zoomAt(this.#middle, next / this.zoom);
  }

  /** Turns the canvas by an angle in radians about a point of the view, its middle by default. */
  rotateBy(angle: number, viewPoint: Point = this.#middle): void {
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const x = this.panX - viewPoint.x;
    const y = this.panY - viewPoint.y;
    this.panX = viewPoint.x + x * cos - y * sin;
    this.panY = viewPoint.y + x * sin + y * cos;
    this.rotation = normalisedAngle(this.rotation + angle);
  }

  resetRotation(): void {
    this.rotateBy(-this.rotation);
    this.rotation = 0;
  }

  panBy(x: number, y: number): void {
    this.panX += x;
    this.panY += y;
  }

  /** The middle of the document in the middle of the view. */
  centre(): void {
    const middle = this.#rotated({ x: this.documentWidth / 2, y: this.documentHeight / 2 });
    this.panX = this.viewportWidth / 2 - middle.x;
    this.panY = this.viewportHeight / 2 - middle.y;
  }

  /** From the view's CSS pixels to canvas pixels. */
  toDocument(viewPoint: Point): Point {
    const x = (viewPoint.x - this.panX) / this.zoom;
    const y = (viewPoint.y - this.panY) / this.zoom;
    const cos = Math.cos(this.rotation);
    const sin = Math.sin(this.rotation);
    return { x: x * cos + y * sin, y: y * cos - x * sin };
  }

  /** From canvas pixels to the view's CSS pixels. */
  toView(documentPoint: Point): Point {
    const { x, y } = this.#rotated(documentPoint);
    return { x: this.panX + x, y: this.panY + y };
  }

  #rotated({ x, y }: Point): Point {
    const cos = Math.cos(this.rotation) * this.zoom;
    const sin = Math.sin(this.rotation) * this.zoom;
    return { x: x * cos - y * sin, y: x * sin + y * cos };
  }

  get #middle(): Point {
    return { x: this.viewportWidth / 2, y: this.viewportHeight / 2 };
  }
}

function clampZoom(zoom: number): number {
  return Math.min(zoomBounds.max, Math.max(zoomBounds.min, zoom));
}

function normalisedAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = ((angle % turn) + turn) % turn;
  return rest > Math.PI ? rest - turn : rest;
}
