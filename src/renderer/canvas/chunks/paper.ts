import {
  mapped,
  rectanglePoints,
  union,
  type Document,
  type DocumentLayer,
  type Rect,
} from '../../../document/index.ts';
import type { CanvasPictures, FramePicture } from '../../state/frame-picture.ts';
import { levels } from './chunk-levels.ts';
import { layoutPainter, maskPainter, picturePainter, strokePainter } from './chunk-painters.ts';
import { ChunkSheet, type FrameBudget } from './chunk-sheet.ts';
import { Damage } from './damage.ts';
import { displayLayers, type DisplayLayer, type LayerDraft } from './display-layers.ts';
import type { DrawnView } from './drawn-view.ts';
import { layoutColours } from './layout-colours.ts';

/** What is to be seen of the canvas, besides the document itself. */
interface PaperLook {
  readonly isLayoutVisible: boolean;
  /** Of the layout where there is a picture under it, 0 to 1. */
  readonly layoutOpacity: number;
  readonly isCompare: boolean;
  /** Where the slider stands in the frame, 0 to 1. */
  readonly compareAt: number;
  readonly pictures: CanvasPictures;
  /** The layout at the size of the latent, one pixel per cell, and the frame it was made of. */
  readonly model: { readonly cells: OffscreenCanvas; readonly frame: Rect } | undefined;
}

const CHECK_SIDE = 8;
const checkColours = ['#6f6963', '#67615b'] as const;

/** Milliseconds of a frame that may go into painting chunks; the rest is for drawing them and for the pen. */
const BUDGET_MS = 7;

/**
 * The canvas and all that lies on it, drawn into one picture: pictures, layout, masks, from far to near. Drawn again on
 * the same context, only the part that looks different is: a brush changes little, and a screen has many pixels.
 */
export class Paper {
  #document: Document;
  #draft: LayerDraft | undefined;
  #layers: readonly DisplayLayer[] = [];
  #colours = layoutColours(false);
  #hasGaps = true;
  /** Gaps are marked on the layout, not on a picture that it lies over. */
  #marksGaps = true;
  #checks: CanvasPattern | undefined;
  readonly #damage = new Damage();
  /** What was drawn last, in which view. */
  #drawn: Drawn | undefined;

  readonly #picture = new ChunkSheet(
    picturePainter(() => this.#layers),
    { finest: () => 0 },
  );
  readonly #layout = new ChunkSheet(
    layoutPainter(
      () => this.#layers,
      () => ({ colours: this.#colours, hasGaps: this.#marksGaps }),
    ),
    { finest: () => (this.#colours.patterned || this.#marksGaps ? levels.finest : 0) },
  );
  readonly #mask = new ChunkSheet(
    maskPainter(() => this.#layers),
    { finest: () => levels.finest },
  );
  /** What is being painted on the layout: over a picture, where the layout is faint, it is to be seen all the same. */
  readonly #stroke = new ChunkSheet(
    strokePainter(
      () => this.#layersBefore,
      () => this.#layers,
      () => ({ colours: this.#colours, hasGaps: this.#hasGaps }),
    ),
    { finest: () => (this.#colours.patterned || this.#hasGaps ? levels.finest : 0) },
  );
  /** The layers as they are without the draft. */
  #layersBefore: readonly DisplayLayer[] = [];
  /** Where the stroke was drawn. */
  #strokeRect: Rect | undefined;

  constructor(document: Document) {
    this.#document = document;
    this.#readLayers();
  }

  get draft(): LayerDraft | undefined {
    return this.#draft;
  }

  /** Takes a document or a draft; what of it looks different has to be invalidated beside this. */
  show(document: Document, draft: LayerDraft | undefined): void {
    this.#document = document;
    this.#draft = draft;
    this.#readLayers();
    if (!draft) this.#forgetStroke();
  }

  /** Something of layers of a kind changed in a rectangle of the canvas; without one everywhere. */
  invalidate(kind: DocumentLayer['kind'] | 'all', rect: Rect | undefined): void {
    this.#damage.add(rect);
    if (kind === 'semantic' || kind === 'all') {
      this.#layout.invalidate(rect);
      this.#stroke.invalidate(rect);
    }
    if (kind === 'picture' || kind === 'all') this.#picture.invalidate(rect);
    if (kind === 'mask' || kind === 'all') this.#mask.invalidate(rect);
  }

  /** The browser has lost what was painted: all of it is painted anew, on new canvases. */
  forgetPictures(): void {
    this.#damage.add(undefined);
    for (const sheet of [this.#picture, this.#layout, this.#mask, this.#stroke]) sheet.forget();
  }

  setPatterns(hasPatterns: boolean): void {
    if (hasPatterns === (this.#colours.patterned !== undefined)) return;
    this.#colours = layoutColours(hasPatterns);
    this.invalidate('semantic', undefined);
  }

  setGaps(hasGaps: boolean): void {
    this.#hasGaps = hasGaps;
  }

  /** Draws one frame. Answers false when the next frame has to go on with it. */
  draw(context: CanvasRenderingContext2D, view: DrawnView, look: PaperLook): boolean {
    const kinds = new Set(this.#layers.map((layer) => layer.kind));
    const drawn = { view, look, kinds, isMaskDrafted: this.#isMaskDrafted };
    this.#markGaps(this.#hasGaps && !hasPicture(drawn));
    if (!this.#drawn || !looksAlike(this.#drawn, drawn)) this.#damage.add(undefined);
    this.#drawn = drawn;
    const part = this.#damage.in(view);
    if (!part) {
      this.#damage.clear();
      return true;
    }
    context.save();
    const { x, y, width, height } = part.device;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.clearRect(x, y, width, height);
    const isComplete = !view.visible || this.#drawPart(context, drawn, part.canvas);
    context.restore();
    if (isComplete) this.#damage.clear();
    return isComplete;
  }

  #drawPart(context: CanvasRenderingContext2D, drawn: Drawn, part: Rect): boolean {
    const { view, look, kinds } = drawn;
    const end = performance.now() + BUDGET_MS;
    const rest = { kinds, part, budget: { hasTime: () => performance.now() < end } };
    clipTo(context, view, view.canvas);
    this.#fillChecks(context, view);
    const { picture, other, isPictureBefore } = look.pictures;
    const layoutAlpha = !look.isLayoutVisible ? 0 : hasPicture(drawn) ? look.layoutOpacity : 1;
    let isComplete = this.#drawStack(context, view, {
      picture,
      // Where no picture is, the layout is seen as it is.
      hasGround: hasPicture(drawn) && look.isLayoutVisible,
      layoutAlpha,
      hasMasks: !look.pictures.hidesMasks || drawn.isMaskDrafted,
      ...rest,
    });
    if (look.isCompare && picture) {
      const { x, y, width, height } = picture.frame;
      const split = width * look.compareAt;
      const left = { x, y, width: split, height };
      const right = { x: x + split, y, width: width - split, height };
      const sides = [
        this.#drawWithin(context, view, left, {
          picture: other,
          layoutAlpha: other || isPictureBefore ? 0 : 1,
          hasMasks: false,
          ...rest,
        }),
        this.#drawWithin(context, view, right, {
          picture,
          layoutAlpha: 0,
          hasMasks: false,
          ...rest,
        }),
      ];
      isComplete = isComplete && sides.every(Boolean);
    }
    if (hasPicture(drawn) && this.#hasPixelDraft && kinds.has('semantic')) {
      const options = { alpha: 1, isSmooth: view.scale < 1, part, budget: rest.budget };
      isComplete = this.#stroke.draw(context, view, options) && isComplete;
      this.#strokeRect = union(this.#strokeRect, part);
    }
    if (look.model) {
      context.setTransform(...view.toDevice);
      context.imageSmoothingEnabled = false;
      const { cells, frame } = look.model;
      context.drawImage(cells, frame.x, frame.y, frame.width, frame.height);
    }
    return isComplete;
  }

  get #hasPixelDraft(): boolean {
    return this.#draft?.bitmap !== undefined || this.#draft?.moved !== undefined;
  }

  /** A mask is being painted: that is to be seen over whatever picture. */
  get #isMaskDrafted(): boolean {
    const { layerId } = this.#draft ?? {};
    return this.#document.layers.some(({ id, kind }) => id === layerId && kind === 'mask');
  }

  #markGaps(marksGaps: boolean): void {
    if (marksGaps === this.#marksGaps) return;
    this.#marksGaps = marksGaps;
    this.invalidate('semantic', undefined);
  }

  #drawWithin(context: CanvasRenderingContext2D, view: DrawnView, rect: Rect, stack: Stack): boolean {
    if (rect.width <= 0) return true;
    context.save();
    clipTo(context, view, rect);
    this.#fillChecks(context, view);
    const isComplete = this.#drawStack(context, view, stack);
    context.restore();
    return isComplete;
  }

  #drawStack(context: CanvasRenderingContext2D, view: DrawnView, stack: Stack): boolean {
    const { kinds, part, budget } = stack;
    const isReduced = view.scale < 1;
    let isComplete = true;
    if (stack.hasGround && kinds.has('semantic')) {
      isComplete = this.#layout.draw(context, view, { alpha: 1, isSmooth: isReduced, part, budget });
    }
    if (kinds.has('picture')) {
      const isSmooth = isReduced || (view.scale < 2 && view.scale !== 1) || !view.isUpright;
      isComplete = this.#picture.draw(context, view, { alpha: 1, isSmooth, part, budget }) && isComplete;
    }
    if (stack.picture) drawFramePicture(context, view, stack.picture);
    if (kinds.has('semantic')) {
      const options = { alpha: stack.layoutAlpha, isSmooth: isReduced, part, budget };
      isComplete = this.#layout.draw(context, view, options) && isComplete;
    }
    if (stack.hasMasks && kinds.has('mask')) {
      isComplete =
        this.#mask.draw(context, view, { alpha: 1, isSmooth: isReduced, part, budget }) && isComplete;
    }
    return isComplete;
  }

  #fillChecks(context: CanvasRenderingContext2D, view: DrawnView): void {
    this.#checks ??= checkPattern(context);
    if (!this.#checks) return;
    context.save();
    // Checks keep their size on the screen and go along with the canvas.
    const [, , , , x, y] = view.toDevice;
    context.setTransform(view.pixelRatio, 0, 0, view.pixelRatio, Math.round(x), Math.round(y));
    context.fillStyle = this.#checks;
    const reach = 4 * (view.deviceWidth + view.deviceHeight) + Math.abs(x) + Math.abs(y);
    context.fillRect(-reach, -reach, 2 * reach, 2 * reach);
    context.restore();
  }

  #readLayers(): void {
    this.#layersBefore = displayLayers(this.#document, undefined);
    this.#layers = this.#draft ? displayLayers(this.#document, this.#draft) : this.#layersBefore;
  }

  /** The stroke has ended: what it made of the layout looks like the rest of it. */
  #forgetStroke(): void {
    if (!this.#strokeRect) return;
    this.#damage.add(this.#strokeRect);
    this.#stroke.invalidate(undefined);
    this.#strokeRect = undefined;
  }
}

/** What is drawn over each other, from far to near. */
interface Stack {
  /** The layout beneath the pictures too. */
  readonly hasGround?: boolean;
  readonly picture: FramePicture | undefined;
  readonly layoutAlpha: number;
  readonly hasMasks: boolean;
  readonly kinds: ReadonlySet<DocumentLayer['kind']>;
  /** What of the canvas has to be drawn. */
  readonly part: Rect;
  readonly budget: FrameBudget;
}

interface Drawn {
  readonly view: DrawnView;
  readonly look: PaperLook;
  /** Kinds of layers that are there. */
  readonly kinds: ReadonlySet<DocumentLayer['kind']>;
  readonly isMaskDrafted: boolean;
}

function hasPicture({ look, kinds }: Drawn): boolean {
  return look.pictures.picture !== undefined || kinds.has('picture');
}

/** Whether nothing but the pixels of the document can have changed from one to the other. */
function looksAlike(a: Drawn, b: Drawn): boolean {
  const [one, other] = [a.look, b.look];
  return (
    a.view === b.view &&
    a.kinds.size === b.kinds.size &&
    [...a.kinds].every((kind) => b.kinds.has(kind)) &&
    one.isLayoutVisible === other.isLayoutVisible &&
    one.layoutOpacity === other.layoutOpacity &&
    one.isCompare === other.isCompare &&
    one.compareAt === other.compareAt &&
    one.pictures.picture === other.pictures.picture &&
    one.pictures.other === other.pictures.other &&
    one.pictures.isPictureBefore === other.pictures.isPictureBefore &&
    one.pictures.hidesMasks === other.pictures.hidesMasks &&
    a.isMaskDrafted === b.isMaskDrafted &&
    one.model === other.model
  );
}

function drawFramePicture(
  context: CanvasRenderingContext2D,
  view: DrawnView,
  { source, frame }: FramePicture,
): void {
  context.save();
  context.setTransform(...view.toDevice);
  const perPixel = (view.scale * frame.width) / source.width;
  context.imageSmoothingEnabled = perPixel < 3;
  context.drawImage(source, frame.x, frame.y, frame.width, frame.height);
  context.restore();
}

/** Lets only a rectangle of the canvas be drawn on, its edges on device pixels where the view is upright. */
function clipTo(context: CanvasRenderingContext2D, view: DrawnView, rect: Rect): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  rectanglePoints(rect).forEach((corner, index) => {
    const { x, y } = mapped(view.toDevice, corner);
    const place: [number, number] = view.isUpright ? [Math.round(x), Math.round(y)] : [x, y];
    if (index === 0) context.moveTo(...place);
    else context.lineTo(...place);
  });
  context.closePath();
  context.clip();
}

function checkPattern(context: CanvasRenderingContext2D): CanvasPattern | undefined {
  const tile = new OffscreenCanvas(2 * CHECK_SIDE, 2 * CHECK_SIDE);
  const tileContext = tile.getContext('2d');
  if (!tileContext) return undefined;
  tileContext.fillStyle = checkColours[0];
  tileContext.fillRect(0, 0, tile.width, tile.height);
  tileContext.fillStyle = checkColours[1];
  tileContext.fillRect(0, 0, CHECK_SIDE, CHECK_SIDE);
  tileContext.fillRect(CHECK_SIDE, CHECK_SIDE, CHECK_SIDE, CHECK_SIDE);
  return context.createPattern(tile, 'repeat') ?? undefined;
}
