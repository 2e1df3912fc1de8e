import type { Document, DocumentLayer } from '../../document/index.ts';
import type { Change } from '../../shared/document-format.ts';
import { isUmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { Job } from '../../shared/job.ts';
import type { ChangedPart } from './changed-part.svelte.ts';
import type { FramePicture } from './frame-picture.ts';
import type { OpenProject } from './open-project.svelte.ts';
import { PictureDecoder } from './picture-decoder.ts';
import type { Queue } from './queue.svelte.ts';
import type { Results, Variant } from './results.svelte.ts';
import { finishedPicture, missingPictures, type FinishedPicture } from './staging-strip.ts';

/** Which picture lies over the frame: whichever came last. */
export type Shown =
  | { kind: 'nothing' }
  | { kind: 'live'; picture: FramePicture; document: Document; request: GenerationRequest }
  | { kind: 'preview'; picture: FramePicture }
  | { kind: 'variant'; id: string; picture: FramePicture; masks: readonly DocumentLayer[] };

/** A picture that was made a layer. */
interface KeptPicture extends FinishedPicture {
  isLayer: boolean;
}

interface StagingPort {
  readonly project: OpenProject;
  readonly queue: Queue;
  readonly results: Results;
  readonly changedPart: ChangedPart;
  ownJobs(): readonly Job[];
  onError(error: unknown): void;
}

/** What comes of painting until it is kept or thrown away: the picture over the frame, and the way onto the strip. */
export class Staging {
  shown: Shown = $state.raw({ kind: 'nothing' });
  /** The decoded variant that `results.comparedId` asked for. */
  #compared: { id: string; picture: FramePicture } | undefined = $state.raw();
  readonly compared: FramePicture | undefined = $derived.by(() =>
    this.#compared?.id === this.#port.results.comparedId ? this.#compared?.picture : undefined,
  );
  /** A variant is to be judged, and the masks have not changed since it came on show. */
  readonly hidesMasks: boolean = $derived.by(
    () => this.shown.kind === 'variant' && isSameList(this.shown.masks, masksOf(this.#port.project.document)),
  );

  readonly #port: StagingPort;
  readonly #unsubscribe: () => void;
  readonly #previews = new PictureDecoder();
  /** By the layer that each became in this session. */
  readonly #kept = new Map<string, KeptPicture>();
  #isDisposed = false;
  /** The live pictures that were asked for once more, to be kept, by the job that paints them. */
  readonly #keptLive = new Map<string, Shown>();
  /** The artist looks through older variants: a new one does not push itself before them. */
  #isLooking = false;

  constructor(port: StagingPort) {
    this.#port = port;
    this.#unsubscribe = port.project.subscribe((_changed, kind) => this.#followKept(kind));
    this.#inBackground(this.#fillStrip());
  }

  /** A picture was asked for, which is looked at as it comes. */
  awaitNew(): void {
    this.#isLooking = false;
  }

  /** A live picture is painted once more by a job, so that it is on the strip; it gives way to no older one meanwhile. */
  keepLive(shown: Shown, jobIds: readonly string[]): void {
    for (const id of jobIds) this.#keptLive.set(id, shown);
  }

  showLive(picture: FramePicture, request: GenerationRequest): void {
    this.shown = { kind: 'live', picture, document: this.#port.project.document, request };
  }

  /** A live picture is of no use any more: what was looked at before is there again. */
  hideLive(): void {
    if (this.shown.kind === 'live') this.#inBackground(this.#select(this.#port.results.selectedId));
  }

  showPreview({ id, preview }: Extract<HostEvent, { kind: 'jobPreview' }>): void {
    const frame = this.#port.ownJobs().find((job) => job.id === id)?.frame;
    // What is kept of the live pictures was seen whole before.
    if (!frame || this.#isLooking || this.#keptLive.has(id)) return;
    const shown = this.#previews.decode(preview).then((source) => {
      // The picture may have been finished or cancelled in the meantime, or another one is looked at.
      if (source && this.#port.queue.preview?.jobId === id && !this.#isLooking)
        this.shown = { kind: 'preview', picture: { source, frame } };
    });
    this.#inBackground(shown);
  }

  jobChanged(job: Job): void {
    this.#inBackground(this.#takeIn(job));
  }

  /** The list of jobs was read anew: takes in what was finished while nobody listened. */
  catchUp(isPainting: boolean): void {
    const caughtUp = this.#fillStrip().then(async (newest) => {
      // Whoever saw it being painted sees what came of it.
      if (this.shown.kind === 'preview' && !isPainting)
        await this.#select(newest?.item.id ?? this.#port.results.selectedId);
    });
    this.#inBackground(caughtUp);
  }

  /** Looks at a variant, or at none. */
  async look(id: string | undefined): Promise<void> {
    this.#isLooking = id !== undefined;
    await this.#select(id);
  }

  async step(by: 1 | -1): Promise<void> {
    const { results } = this.#port;
    results.step(by);
    await this.look(results.selectedId);
  }

  /** Puts a second variant on the left of the compare slider, or takes it away. */
  async compareWith(id: string | undefined): Promise<void> {
    const { results } = this.#port;
    results.comparedId = id;
    const variant = results.compared;
    if (id === undefined || !variant) return;
    const picture = await results.pictureOf(variant);
    // Another one may be wanted there by now, or none.
    if (results.comparedId === id) this.#compared = { id, picture };
  }

  /** A variant has become a layer: it leaves the strip, and is there again once that is undone. */
  async kept({ item, frame }: Variant, layerId: string): Promise<void> {
    this.#kept.set(layerId, { pictureId: item.id, frame, isLayer: true });
    // None is selected when it goes, so that no neighbour is looked at, or kept by a second press.
    this.hide();
    await this.dismiss(item.id);
  }

  /** Takes a variant off the strip; the one after it is looked at next, where it was looked at itself. */
  async dismiss(id: string): Promise<void> {
    this.#inBackground(this.#port.queue.dismiss([id]));
    await this.#takeOff(id);
  }

  /** Takes all of them off; they can be brought back. */
  dismissAll(): readonly FinishedPicture[] {
    const { results, queue } = this.#port;
    const dismissed = results.variants.map(({ item, frame }) => ({ pictureId: item.id, frame }));
    // Of those too whose file is still on its way.
    const painted = this.#port.ownJobs().flatMap(({ pictureId }) => pictureId ?? []);
    this.#inBackground(queue.dismiss([...dismissed.map(({ pictureId }) => pictureId), ...painted]));
    results.clear();
    this.hide();
    return dismissed;
  }

  /** Puts pictures that were taken off back in their places, and looks at the last of them. */
  async bringBack(pictures: readonly FinishedPicture[]): Promise<void> {
    this.#inBackground(this.#port.queue.bringBack(pictures.map(({ pictureId }) => pictureId)));
    const last = await this.#stageAll(pictures);
    if (last) await this.#select(last.item.id);
  }

  /** Takes whatever lies over the frame away. */
  hide(): void {
    this.#isLooking = false;
    this.#port.results.select(undefined);
    this.#port.changedPart.follow(undefined);
    this.shown = { kind: 'nothing' };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#port.results.clear();
  }

  async #takeIn(job: Job): Promise<void> {
    const finished = finishedPicture(job);
    if (finished && job.isDismissed) {
      // In another window, where it is there still.
      await this.#takeOff(finished.pictureId);
    } else if (finished && !job.isCleared) {
      const variant = await this.#stage(finished);
      const isOvertaken =
        this.shown.kind === 'live' && this.#keptLive.has(job.id) && this.#keptLive.get(job.id) !== this.shown;
      this.#keptLive.delete(job.id);
      if (variant && !this.#isLooking && !isOvertaken) await this.#select(variant.item.id);
    } else if (job.state === 'cancelled' || job.state === 'failed') {
      this.#keptLive.delete(job.id);
      if (this.shown.kind === 'preview') await this.#select(this.#port.results.selectedId);
    }
  }

  /** Puts what was finished while this project was not on the canvas into the strip, and answers the last of it. */
  #fillStrip(): Promise<Variant | undefined> {
    const { results, queue } = this.#port;
    const isKnown = (id: string) => results.has(id) || queue.isDismissed(id);
    return this.#stageAll(missingPictures(this.#port.ownJobs(), isKnown));
  }

  /** Answers the last of those that there are still. */
  async #stageAll(pictures: readonly FinishedPicture[]): Promise<Variant | undefined> {
    let last: Variant | undefined;
    for (const finished of pictures) {
      try {
        last = (await this.#stage(finished)) ?? last;
      } catch (cause) {
        // Thrown away in the gallery; the others are there.
        if (!isUmberError(cause, 'GALLERY_PICTURE_NOT_FOUND')) throw cause;
      }
    }
    return last;
  }

  /** Puts a finished picture into the strip, unless the artist took it off or left before it came. */
  async #stage({ pictureId, frame }: FinishedPicture): Promise<Variant | undefined> {
    const { results, queue } = this.#port;
    const isUnwanted = () => this.#isDisposed || queue.isDismissed(pictureId);
    if (isUnwanted()) return undefined;
    const variant = await results.add(pictureId, frame);
    if (!isUnwanted()) return variant;
    results.remove(pictureId);
    return undefined;
  }

  async #takeOff(pictureId: string): Promise<void> {
    const { results } = this.#port;
    if (!results.has(pictureId)) return;
    results.remove(pictureId);
    await this.#select(results.selectedId);
  }

  /** Where a layer went because it was undone its picture comes back, and goes again where that is done again. */
  #followKept(change: Change['kind']): void {
    const layerIds = new Set(this.#port.project.document.layers.map(({ id }) => id));
    for (const [layerId, kept] of this.#kept) {
      const wasLayer = kept.isLayer;
      kept.isLayer = layerIds.has(layerId);
      if (wasLayer && !kept.isLayer && change === 'undo') this.#inBackground(this.bringBack([kept]));
      if (!wasLayer && kept.isLayer && change === 'redo') this.#inBackground(this.dismiss(kept.pictureId));
    }
  }

  async #select(id: string | undefined): Promise<void> {
    const { results, changedPart, project } = this.#port;
    results.select(id);
    const variant: Variant | undefined = results.selected;
    if (!variant) {
      this.shown = { kind: 'nothing' };
      return;
    }
    changedPart.follow(variant);
    const picture = await results.pictureOf(variant);
    if (results.selectedId === variant.item.id)
      this.shown = { kind: 'variant', id: variant.item.id, picture, masks: masksOf(project.document) };
  }

  /** Work that nobody waits for; what fails of it is told. */
  #inBackground(work: Promise<unknown>): void {
    work.catch((cause: unknown) => {
      if (!this.#isDisposed) this.#port.onError(cause);
    });
  }
}

function masksOf({ layers }: Document): DocumentLayer[] {
  return layers.filter(({ kind }) => kind === 'mask');
}

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
