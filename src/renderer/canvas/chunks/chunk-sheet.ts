import { intersection, mapped, mappedBounds, rectanglePoints, type Rect } from '../../../document/index.ts';
import {
  CHUNK_SIDE,
  ancestor,
  chunkRect,
  chunkSpan,
  levelFor,
  overviewLevel,
  placesIn,
  type ChunkPlace,
} from './chunk-levels.ts';
import type { PaintChunk } from './chunk-painters.ts';
import { ChunkStore, type Chunk } from './chunk-store.ts';
import type { DrawnView } from './drawn-view.ts';

/** Chunks kept beyond those in view: a quarter of a MiB each. */
const SPARE_CHUNKS = 96;

/** A time by which painting has to stop, so that the frame is not late. */
export interface FrameBudget {
  hasTime(): boolean;
}

interface SheetOptions {
  /** Finest level of chunks: below 0 where patterns shall stay fine when magnified. */
  finest(): number;
}

interface DrawOptions {
  readonly isSmooth: boolean;
  /** What has to be drawn, in canvas pixels. */
  readonly part: Rect;
  readonly budget: FrameBudget;
}

interface ChunkPicture {
  readonly canvas: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
}

/** One kind of layers as it is seen, in chunks that are painted when they come into view or change. */
export class ChunkSheet {
  readonly #paint: PaintChunk;
  readonly #options: SheetOptions;
  readonly #spare: ChunkPicture[] = [];
  readonly #store = new ChunkStore<ChunkPicture>((picture) => this.#spare.push(picture));
  /** For see-through sheets on a turned view, whose chunks overlap a little. */
  #whole: OffscreenCanvas | undefined;
  #resumeAt = 0;

  constructor(paint: PaintChunk, options: SheetOptions) {
    this.#paint = paint;
    this.#options = options;
  }

  /** Something changed in a rectangle of the canvas, or everywhere. */
  invalidate(rect: Rect | undefined): void {
    if (rect) this.#store.invalidate(rect);
    else this.#store.clear();
  }

  /** What was painted is gone, and what it was painted on may be no good any more. */
  forget(): void {
    this.#store.clear();
    this.#spare.length = 0;
    this.#whole = undefined;
  }

  /**
   * Draws what is in view, at least in a part of the canvas. Answers false when the budget ended before all of it was as
   * fine and as new as it should be; then something coarser or older stands in, and the next frame goes on.
   */
  draw(
    context: CanvasRenderingContext2D,
    view: DrawnView,
    options: DrawOptions & { readonly alpha: number },
  ): boolean {
    if (!view.visible || options.alpha <= 0) return true;
    if (view.isUpright || options.alpha >= 1) {
      context.save();
      context.globalAlpha = options.alpha;
      const isComplete = this.#drawChunks(context, view, view.visible, options);
      context.restore();
      return isComplete;
    }
    this.#whole ??= new OffscreenCanvas(1, 1);
    this.#whole.width = view.deviceWidth;
    this.#whole.height = view.deviceHeight;
    const wholeContext = this.#whole.getContext('2d');
    if (!wholeContext) return true;
    const isComplete = this.#drawChunks(wholeContext, view, view.visible, options);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = options.alpha;
    context.drawImage(this.#whole, 0, 0);
    context.restore();
    return isComplete;
  }

  #drawChunks(
    context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
    view: DrawnView,
    visible: Rect,
    { isSmooth, part, budget }: DrawOptions,
  ): boolean {
    const level = levelFor(view.scale, this.#options.finest());
    const overview = overviewLevel(view.canvas.width, view.canvas.height);
    // The overview is never given up: there is always something to show.
    const overviewPlaces = placesIn(view.canvas, overview);
    for (const place of overviewPlaces) if (!this.#store.use(place)) this.#fresh(place);
    context.imageSmoothingEnabled = isSmooth;
    let isComplete = true;
    const inView = placesIn(visible, level).filter((place) => isInView(place, view));
    const places = inView.filter((place) => intersection(chunkRect(place), part));
    // Begins where the last budget ended: otherwise a gesture that changes everything would starve the last chunks.
    const first = this.#resumeAt;
    for (let index = 0; index < places.length; index++) {
      const at = (first + index) % places.length;
      const chunk = this.#fresh(places[at]!, budget);
      if (chunk && !chunk.stale) continue;
      if (isComplete) this.#resumeAt = at;
      isComplete = false;
    }
    // Always in one order: on a turned view they overlap a little.
    for (const place of places) {
      const chunk = this.#store.use(place) ?? this.#coarser(place, overview);
      if (chunk) drawPart(context, view, chunk, place);
    }
    if (isComplete) isComplete = overviewPlaces.every((place) => !this.#fresh(place, budget)?.stale);
    this.#store.trim(inView.length + SPARE_CHUNKS);
    this.#spare.length = Math.min(this.#spare.length, SPARE_CHUNKS);
    return isComplete;
  }

  /** The chunk, painted as far as the budget allows (without one: always). */
  #fresh(place: ChunkPlace, budget?: FrameBudget): Chunk<ChunkPicture> | undefined {
    const known = this.#store.use(place);
    if (known && !known.stale) return known;
    if (budget && !budget.hasTime()) return known;
    const whole = { x: 0, y: 0, width: CHUNK_SIDE, height: CHUNK_SIDE };
    const chunk = known ?? { place, picture: this.#newPicture(), stale: whole };
    this.#paint(place, chunk.stale ?? whole, chunk.picture.context);
    chunk.stale = undefined;
    if (!known) this.#store.add(chunk);
    return chunk;
  }

  #coarser(place: ChunkPlace, overview: number): Chunk<ChunkPicture> | undefined {
    for (let level = place.level + 1; level <= overview; level++) {
      const chunk = this.#store.use(ancestor(place, level));
      if (chunk) return chunk;
    }
    return undefined;
  }

  #newPicture(): ChunkPicture {
    const spare = this.#spare.pop();
    if (spare) return spare;
    const canvas = new OffscreenCanvas(CHUNK_SIDE, CHUNK_SIDE);
    const context = canvas.getContext('2d');
    // Contexts are refused only for kinds that a canvas cannot have.
    if (!context) throw new Error('The browser gives no 2d canvas.');
    return { canvas, context };
  }
}

/** On a turned view, the box around what is visible has corners that are not. */
function isInView(place: ChunkPlace, view: DrawnView): boolean {
  if (view.isUpright) return true;
  const box = mappedBounds(view.toDevice, chunkRect(place));
  return (
    box.x < view.deviceWidth && box.y < view.deviceHeight && box.x + box.width > 0 && box.y + box.height > 0
  );
}

/** Draws what of a chunk, or of a coarser one, lies at a place. */
function drawPart(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  view: DrawnView,
  { place: from, picture: { canvas } }: Chunk<ChunkPicture>,
  place: ChunkPlace,
): void {
  const rect = chunkRect(place);
  const source = chunkRect(from);
  const perPixel = CHUNK_SIDE / chunkSpan(from.level);
  const sx = (rect.x - source.x) * perPixel;
  const sy = (rect.y - source.y) * perPixel;
  const side = rect.width * perPixel;
  if (view.isUpright) {
    // Edges on whole device pixels: neighbours meet without a seam.
    const [topLeft, , bottomRight] = rectanglePoints(rect).map((corner) => mapped(view.toDevice, corner));
    const left = Math.round(topLeft!.x);
    const top = Math.round(topLeft!.y);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(
      canvas,
      sx,
      sy,
      side,
      side,
      left,
      top,
      Math.round(bottomRight!.x) - left,
      Math.round(bottomRight!.y) - top,
    );
  } else {
    const overlap = 0.5 / view.scale;
    context.setTransform(...view.toDevice);
    context.drawImage(
      canvas,
      sx,
      sy,
      side,
      side,
      rect.x - overlap,
      rect.y - overlap,
      rect.width + 2 * overlap,
      rect.height + 2 * overlap,
    );
  }
}
