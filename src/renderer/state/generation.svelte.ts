import { setGeneration, type Document, type DocumentLayer } from '../../document/index.ts';
import type { GenerationMode, GenerationSettings } from '../../shared/document-format.ts';
import { isUmberError, type UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { RouteInput, RouteOutput } from '../../shared/routes/routes.ts';
import { AskLater } from './ask-later.ts';
import { buildVariants, nextSeed, pictureSize, resolvedSettings, type PackSummary } from './build-request.ts';
import { ChangedPart } from './changed-part.svelte.ts';
import { DamageEstimate } from './damage-estimate.svelte.ts';
import { resizeRgb, type CanvasPictures, type FramePicture } from './frame-picture.ts';
import { hasPictureInFrame } from './frame-source.ts';
import type { HostClient } from './host-client.ts';
import { LivePainting } from './live-painting.svelte.ts';
import { buildModeRequest, modeOf, type Obstacle } from './mode-request.ts';
import type { OpenProject } from './open-project.svelte.ts';
import { PictureDecoder } from './picture-decoder.ts';
import { planRequest } from './plan-request.ts';
import type { Queue } from './queue.svelte.ts';
import { Results, type Variant } from './results.svelte.ts';
import { finishedPicture, missingPictures, type FinishedPicture } from './staging-strip.ts';

export type Plan = RouteOutput<'jobs.plan'>;

/** Which picture lies over the frame: whichever came last. */
type Shown =
  | { kind: 'nothing' }
  | { kind: 'live'; picture: FramePicture; document: Document }
  | { kind: 'preview'; picture: FramePicture }
  | { kind: 'variant'; id: string; picture: FramePicture; masks: readonly DocumentLayer[] };

/** Highest seed that is drawn: short enough to be read out to someone. */
const SEED_LIMIT = 2 ** 31;

export interface GenerationPort {
  readonly host: HostClient;
  readonly queue: Queue;
  packs(): readonly PackSummary[];
  isLive(): boolean;
  /** The button was pressed where there is nothing to work on. */
  onObstacle(obstacle: Obstacle): void;
  onError(error: unknown): void;
}

/** Everything between the open document and painted pictures: asking, waiting, previews, live painting, results. */
export class Generation {
  readonly project: OpenProject;
  readonly results: Results;
  readonly live: LivePainting;
  readonly changedPart: ChangedPart;
  readonly damage: DamageEstimate;
  /** What pressing the button would take. */
  plan: Plan | undefined = $state.raw();
  #shown: Shown = $state.raw({ kind: 'nothing' });
  /** The decoded variant that `results.comparedId` asked for. */
  #compared: { id: string; picture: FramePicture } | undefined = $state.raw();
  /** Drawn by a press of the button or by the dice. No step of the history: undoing one would change nothing to see. */
  #drawnSeed: number | undefined = $state();

  readonly pack: PackSummary | undefined = $derived.by(() => {
    const packs = this.#port.packs();
    return packs.find(({ name }) => name === this.project.document.generation.pack) ?? packs[0];
  });
  readonly settings: GenerationSettings = $derived.by(() => this.project.document.generation);
  readonly mode: GenerationMode = $derived.by(() => modeOf(this.project.document));
  /** Of the next picture. */
  readonly seed: number = $derived.by(() => nextSeed(this.settings, this.#drawnSeed));
  readonly resolved = $derived(this.pack && resolvedSettings(this.settings, this.pack));
  /** Canvas pixels that one cell of the model's latent stands for. */
  readonly latentFactor: number = $derived.by(() => {
    const { pack } = this;
    if (!pack) return 8;
    const { frame, generation } = this.project.document;
    const { width } = pictureSize(frame, pack.sizes, generation.size);
    return Math.max(1, Math.round((pack.latent.factor * frame.width) / width));
  });
  readonly ownJobs: readonly Job[] = $derived.by(() =>
    this.#port.queue.jobs.filter(({ projectId }) => projectId === this.project.id),
  );
  readonly isPainting: boolean = $derived(this.ownJobs.some(({ state }) => state === 'running'));
  readonly isWaiting: boolean = $derived(this.ownJobs.some(({ state }) => state === 'queued'));
  /** Whether there is something for `cancel` to stop. */
  readonly isBusy: boolean = $derived.by(() => this.isPainting || this.isWaiting || this.live.isBusy);

  /** For the canvas. */
  readonly pictures: CanvasPictures = $derived.by(() => ({
    picture: this.#shown.kind === 'nothing' ? undefined : this.#shown.picture,
    other: this.#compared?.id === this.results.comparedId ? this.#compared?.picture : undefined,
    isPictureBefore: this.mode !== 'paint' && hasPictureInFrame(this.project.document),
    isPainting: this.isPainting || this.live.isBusy,
    hidesMasks:
      this.#shown.kind === 'variant' && isSameList(this.#shown.masks, masksOf(this.project.document)),
    isStale:
      this.live.isBusy && this.#shown.kind === 'live' && this.#shown.document !== this.project.document,
  }));
  readonly shownKind: Shown['kind'] = $derived(this.#shown.kind);

  readonly #port: GenerationPort;
  readonly #unsubscribe: () => void;
  readonly #previews = new PictureDecoder();
  readonly #planning: AskLater<RouteInput<'jobs.plan'>, Plan>;
  #isDisposed = false;
  #written: { document: Document; field: 'prompt' | 'negativePrompt' } | undefined;
  /** The artist looks through older variants: a new one does not push itself before them. */
  #isLooking = false;

  constructor(project: OpenProject, port: GenerationPort) {
    this.project = project;
    this.#port = port;
    this.results = new Results(port.host);
    this.changedPart = new ChangedPart(port.host);
    this.damage = new DamageEstimate(port.host);
    this.live = new LivePainting({
      host: port.host,
      pack: () => this.pack,
      packs: () => port.packs(),
      seed: () => this.seed,
      // A layout is repainted while it is painted; other modes work on a picture.
      isOn: () => port.isLive() && modeOf(project.document) === 'paint',
      onPicture: (picture) => this.#show({ kind: 'live', picture, document: project.document }),
      onError: (error: UmberError) => port.onError(error),
    });
    this.#planning = new AskLater(
      (input) => port.host.ask('jobs.plan', input),
      // Where it fails the estimate is only left out: the button tells what is wrong.
      (plan) => (this.plan = plan),
    );
    this.#unsubscribe = project.subscribe(() => this.#documentChanged());
    this.#inBackground(this.#fillStrip());
  }

  /** Changes settings of the document, as a step of its history. */
  change(fields: Partial<GenerationSettings>, label = 'setGeneration'): void {
    const { patch } = setGeneration(this.project.document, fields);
    this.project.commit(label, patch);
  }

  /** Changes words of the document. Written in one go they are one step of its history, however often one pauses. */
  write(field: 'prompt' | 'negativePrompt', words: string): void {
    const { document, field: last } = this.#written ?? {};
    if (document === this.project.document && last === field) this.project.takeBack();
    this.change({ [field]: words });
    this.#written = { document: this.project.document, field };
  }

  /** Puts a press of the button into the queue, behind or before what waits. */
  async paint({ isFirst = false } = {}): Promise<void> {
    const { pack } = this;
    if (!pack) return;
    const { document, activeLayerId, selection } = this.project;
    const isEstimated = this.mode === 'restore' && this.settings.damage === undefined;
    const estimatedDamage = isEstimated ? await this.damage.of(document) : 0;
    const around = { activeLayerId, selection, resize: resizeRgb, estimatedDamage };
    const { request, obstacle } = buildModeRequest(document, pack, around);
    if (!request) {
      this.#port.onObstacle(obstacle);
      return;
    }
    // A new seed for the picture is no reason to paint a live one beside it.
    if (!this.settings.isSeedLocked) this.#drawnSeed = randomSeed();
    const variants = buildVariants({ ...request, seed: this.seed }, this.settings.count);
    await this.#add(variants, document, isFirst);
  }

  /** Repaints what the artist changed of the layout since the frame's picture was painted, and nothing else. */
  async paintChangedPart(): Promise<void> {
    const { pack } = this;
    const { document } = this.project;
    const request = pack && (await this.changedPart.request(document, pack));
    if (request) await this.#add({ request }, document, false);
  }

  /** Another seed, by chance. Only a locked one belongs to the document. */
  drawSeed(): void {
    if (this.settings.isSeedLocked) {
      this.change({ seed: randomSeed() }, 'drawSeed');
    } else {
      this.#drawnSeed = randomSeed();
      this.live.changed(() => this.project.document);
    }
  }

  /** Holds the seed on show, or lets go of it; it stays on show either way. */
  toggleSeedLocked(): void {
    if (this.settings.isSeedLocked) {
      this.#drawnSeed = undefined;
      this.change({ isSeedLocked: false });
    } else {
      this.change({ seed: this.seed, isSeedLocked: true });
    }
  }

  /** Live painting was switched off: its picture goes, and what was looked at before is there again. */
  liveEnded(): void {
    this.live.stop();
    if (this.#shown.kind === 'live') this.#inBackground(this.#select(this.results.selectedId));
  }

  /** Stops what is painted for this project and takes back what waits; live painting too. Tells which jobs that were. */
  async cancel(): Promise<readonly string[]> {
    this.live.stop();
    const { queue } = this.#port;
    const place = (id: string) => queue.waiting.indexOf(id);
    const ids = this.ownJobs
      .filter(({ state }) => state === 'queued' || state === 'running')
      .map(({ id }) => id)
      .sort((first, second) => place(first) - place(second));
    await Promise.all(ids.map((id) => queue.cancel(id)));
    return ids;
  }

  strokeMoved(draft: Document): void {
    this.live.moved(draft);
  }

  receive(event: HostEvent): void {
    this.live.receive(event);
    // The first live picture says how long a whole one may take.
    if (event.kind === 'livePainted' && this.plan?.durationMs === undefined) this.forgetPlan();
    if (event.kind === 'jobPreview') {
      const frame = this.ownJobs.find(({ id }) => id === event.id)?.frame;
      if (frame && !this.#isLooking) {
        const shown = this.#previews.decode(event.preview).then((source) => {
          // The picture may have been finished or cancelled in the meantime, or another one is looked at.
          if (source && this.#port.queue.preview?.jobId === event.id && !this.#isLooking)
            this.#show({ kind: 'preview', picture: { source, frame } });
        });
        this.#inBackground(shown);
      }
    } else if (event.kind === 'jobChanged' && event.job.projectId === this.project.id) {
      this.#inBackground(this.#jobChanged(event.job));
    }
  }

  /** The list of jobs was read anew: takes in what was finished while nobody listened. */
  catchUp(): void {
    const caughtUp = this.#fillStrip().then(async (newest) => {
      // Whoever saw it being painted sees what came of it.
      if (this.#shown.kind === 'preview' && !this.isPainting)
        await this.#select(newest?.item.id ?? this.results.selectedId);
    });
    this.#inBackground(caughtUp);
  }

  /** Looks at a variant, or at none. */
  async look(id: string | undefined): Promise<void> {
    this.#isLooking = id !== undefined;
    await this.#select(id);
  }

  async step(by: 1 | -1): Promise<void> {
    this.results.step(by);
    await this.look(this.results.selectedId);
  }

  /** Puts a second variant on the left of the compare slider, or takes it away. */
  async compareWith(id: string | undefined): Promise<void> {
    this.results.comparedId = id;
    const variant = this.results.compared;
    if (id === undefined || !variant) return;
    const picture = await this.results.pictureOf(variant);
    // Another one may be wanted there by now, or none.
    if (this.results.comparedId === id) this.#compared = { id, picture };
  }

  /** Takes a variant out of the strip; the one after it is looked at next, where it was looked at itself. */
  async dismiss(id: string): Promise<void> {
    this.#inBackground(this.#port.queue.dismiss([id]));
    await this.#takeOff(id);
  }

  dismissAll(): void {
    const shown = this.results.variants.map(({ item }) => item.id);
    // Of those too whose file is still on its way.
    const painted = this.ownJobs.flatMap(({ pictureId }) => pictureId ?? []);
    this.#inBackground(this.#port.queue.dismiss([...shown, ...painted]));
    this.results.clear();
    this.hide();
  }

  /** Takes whatever lies over the frame away. */
  hide(): void {
    this.#isLooking = false;
    this.results.select(undefined);
    this.changedPart.follow(undefined);
    this.#show({ kind: 'nothing' });
  }

  /** Asks what the present settings would take, once they have stood still for a moment. */
  planSoon(): void {
    if (this.pack) this.#planning.want(planRequest(this.project.document, this.pack));
  }

  /** What was measured has changed: the next plan is asked for anew. */
  forgetPlan(): void {
    this.#planning.forget();
    this.planSoon();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#planning.forget();
    this.damage.dispose();
    this.live.stop();
    this.results.clear();
  }

  async #add(
    asked: Pick<RouteInput<'jobs.add'>, 'request' | 'seeds'>,
    { frame }: Document,
    isFirst: boolean,
  ): Promise<void> {
    this.#isLooking = false;
    await this.#port.host.ask('jobs.add', { ...asked, projectId: this.project.id, frame, isFirst });
  }

  #documentChanged(): void {
    if (this.mode === 'paint') {
      this.live.changed(() => this.project.document);
      return;
    }
    // The picture that the mode works on is to be seen, not one of the layout.
    if (this.live.isBusy) this.live.stop();
    if (this.#shown.kind === 'live') this.#inBackground(this.#select(this.results.selectedId));
  }

  async #jobChanged(job: Job): Promise<void> {
    const finished = finishedPicture(job);
    if (finished && job.isDismissed) {
      // In another window, where it is there still.
      await this.#takeOff(finished.pictureId);
    } else if (finished && !job.isCleared) {
      this.forgetPlan();
      const variant = await this.#stage(finished);
      if (variant && !this.#isLooking) await this.#select(variant.item.id);
    } else if (job.state === 'cancelled' || job.state === 'failed') {
      if (this.#shown.kind === 'preview') await this.#select(this.results.selectedId);
    }
  }

  /** Puts what was finished while this project was not on the canvas into the strip, and answers the last of it. */
  async #fillStrip(): Promise<Variant | undefined> {
    let newest: Variant | undefined;
    const isKnown = (id: string) => this.results.has(id) || this.#port.queue.isDismissed(id);
    for (const finished of missingPictures(this.ownJobs, isKnown)) {
      try {
        newest = (await this.#stage(finished)) ?? newest;
      } catch (cause) {
        // Thrown away in the gallery; the others are there.
        if (!isUmberError(cause, 'GALLERY_PICTURE_NOT_FOUND')) throw cause;
      }
    }
    return newest;
  }

  /** Puts a finished picture into the strip, unless the artist took it off or left before it came. */
  async #stage({ pictureId, frame }: FinishedPicture): Promise<Variant | undefined> {
    const isUnwanted = () => this.#isDisposed || this.#port.queue.isDismissed(pictureId);
    if (isUnwanted()) return undefined;
    const variant = await this.results.add(pictureId, frame);
    if (!isUnwanted()) return variant;
    this.results.remove(pictureId);
    return undefined;
  }

  async #takeOff(pictureId: string): Promise<void> {
    if (!this.results.has(pictureId)) return;
    this.results.remove(pictureId);
    await this.#select(this.results.selectedId);
  }

  /** Work that nobody waits for; what fails of it is told. */
  #inBackground(work: Promise<unknown>): void {
    work.catch((cause: unknown) => {
      if (!this.#isDisposed) this.#port.onError(cause);
    });
  }

  async #select(id: string | undefined): Promise<void> {
    this.results.select(id);
    const variant: Variant | undefined = this.results.selected;
    if (!variant) {
      this.#show({ kind: 'nothing' });
      return;
    }
    this.changedPart.follow(variant);
    const picture = await this.results.pictureOf(variant);
    if (this.results.selectedId === variant.item.id)
      this.#show({
        kind: 'variant',
        id: variant.item.id,
        picture,
        masks: masksOf(this.project.document),
      });
  }

  #show(shown: Shown): void {
    this.#shown = shown;
  }
}

function masksOf({ layers }: Document): DocumentLayer[] {
  return layers.filter(({ kind }) => kind === 'mask');
}

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function randomSeed(): number {
  return Math.floor(Math.random() * SEED_LIMIT);
}
