import { surveySize, type Document } from '../../document/index.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import { isSameFrame, type PackSummary } from './build-request.ts';
import { changedPartRequest, changeOfLayout, type PaintedFrame } from './changed-part-request.ts';
import { toRgb } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';
import { pictureAtSize } from './new-layers.ts';
import type { Variant } from './results.svelte.ts';

interface Origin {
  readonly variant: Variant;
  /** How it was painted, read when it is first needed; without a layout where it was painted of none. */
  read?: Promise<PaintedFrame>;
}

/** What the artist changed of the layout since the picture of the frame was painted, so that only that is repainted. */
export class ChangedPart {
  /** Share of the frame that changed; `undefined` where there is nothing to repaint. */
  share: number | undefined = $state();
  readonly #host: HostClient;
  #origin: Origin | undefined;

  constructor(host: HostClient) {
    this.#host = host;
  }

  /** From now on the frame's picture is this one, which is looked at or was accepted; or there is none. */
  follow(variant: Variant | undefined): void {
    if (variant?.item.id === this.#origin?.variant.item.id) return;
    this.#origin = variant && { variant };
    this.share = undefined;
  }

  /** Compares the layout with what the picture was painted of, as closely as there is time for between two strokes. */
  async look(document: Document, pack: PackSummary): Promise<void> {
    const origin = this.#origin;
    const painted = await this.#paintedFrame(document);
    // Another one may be followed by now.
    if (this.#origin !== origin) return;
    this.share = painted && changeOfLayout(painted, document, pack, surveySize(document.frame))?.share;
  }

  /** The request that repaints what changed; `undefined` where nothing did. */
  async request(document: Document, pack: PackSummary): Promise<GenerationRequest | undefined> {
    const origin = this.#origin;
    const painted = await this.#paintedFrame(document);
    const change = painted && changeOfLayout(painted, document, pack);
    if (!origin || !painted || !change) return undefined;
    const { recipe } = painted;
    const { width, height } = recipe.request;
    const bitmap = await createImageBitmap(origin.variant.file);
    const rgb = toRgb(pictureAtSize(bitmap, width, height));
    bitmap.close();
    return changedPartRequest(document, pack, { recipe, rgb }, change);
  }

  /** What is followed, where it is a picture of the frame as it stands. */
  async #paintedFrame({ frame }: Document): Promise<PaintedFrame | undefined> {
    const origin = this.#origin;
    if (!origin || !isSameFrame(origin.variant.frame, frame)) return undefined;
    return this.#read(origin).catch(() => undefined);
  }

  #read(origin: Origin): Promise<PaintedFrame> {
    origin.read ??= origin.variant.file
      .arrayBuffer()
      .then((buffer) =>
        this.#host.ask('pictures.readResult', { bytes: new Uint8Array(buffer), wanted: ['layout'] }),
      );
    return origin.read;
  }
}
