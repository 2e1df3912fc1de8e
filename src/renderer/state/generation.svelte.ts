import { setGeneration, type Document } from '../../document/index.ts';
import type { GenerationMode, GenerationSettings } from '../../shared/document-format.ts';
import type { UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { RouteInput, RouteOutput } from '../../shared/routes/routes.ts';
import { AskLater } from './ask-later.ts';
import { buildVariants, nextSeed, pictureSize, resolvedSettings, type PackSummary } from './build-request.ts';
import { ChangedPart } from './changed-part.svelte.ts';
import { DamageEstimate } from './damage-estimate.svelte.ts';
import { resizeRgb, type CanvasPictures } from './frame-picture.ts';
import { hasPictureInFrame } from './frame-source.ts';
import type { HostClient } from './host-client.ts';
import { LivePainting } from './live-painting.svelte.ts';
import { buildModeRequest, modeOf, type Obstacle } from './mode-request.ts';
import type { OpenProject } from './open-project.svelte.ts';
import { planRequest } from './plan-request.ts';
import type { Queue } from './queue.svelte.ts';
import { Results } from './results.svelte.ts';
import { finishedPicture } from './staging-strip.ts';
import { Staging, type Shown } from './staging.svelte.ts';

export type Plan = RouteOutput<'jobs.plan'>;

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

/** Asking for pictures of the open document: with which settings, in the queue or live. `staging` has what comes of it. */
export class Generation {
  readonly project: OpenProject;
  readonly results: Results;
  readonly staging: Staging;
  readonly live: LivePainting;
  readonly changedPart: ChangedPart;
  readonly damage: DamageEstimate;
  /** What pressing the button would take. */
  plan: Plan | undefined = $state.raw();
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
  readonly pictures: CanvasPictures = $derived.by(() => {
    const { shown, compared, hidesMasks } = this.staging;
    const { document } = this.project;
    return {
      picture: shown.kind === 'nothing' ? undefined : shown.picture,
      other: compared,
      isPictureBefore: this.mode !== 'paint' && hasPictureInFrame(document),
      isPainting: this.isPainting || this.live.isBusy,
      hidesMasks,
      isStale: this.live.isBusy && shown.kind === 'live' && shown.document !== document,
    };
  });

  readonly #port: GenerationPort;
  readonly #unsubscribe: () => void;
  /** What was kept last: pressing again does not paint it again. */
  #keptLive: Shown | undefined;
  readonly #planning: AskLater<RouteInput<'jobs.plan'>, Plan>;

  constructor(project: OpenProject, port: GenerationPort) {
    this.project = project;
    this.#port = port;
    this.results = new Results(port.host);
    this.changedPart = new ChangedPart(port.host);
    this.damage = new DamageEstimate(port.host);
    this.staging = new Staging({
      project,
      queue: port.queue,
      results: this.results,
      changedPart: this.changedPart,
      ownJobs: () => this.ownJobs,
      onError: (cause) => port.onError(cause),
    });
    this.live = new LivePainting({
      host: port.host,
      pack: () => this.pack,
      packs: () => port.packs(),
      seed: () => this.seed,
      // A layout is repainted while it is painted; other modes work on a picture.
      isOn: () => port.isLive() && modeOf(project.document) === 'paint',
      onPicture: (picture, request) => this.staging.showLive(picture, request),
      onError: (error: UmberError) => port.onError(error),
    });
    this.#planning = new AskLater(
      (input) => port.host.ask('jobs.plan', input),
      // Where it fails the estimate is only left out: the button tells what is wrong.
      (plan) => (this.plan = plan),
    );
    this.#unsubscribe = project.subscribe(() => this.#documentChanged());
  }

  /**
   * Changes settings of the document. The same ones changed again are one step of its history, words as well, however
   * often one pauses; until something else is done, or a picture is asked for.
   */
  change(fields: Partial<GenerationSettings>): void {
    const key = Object.keys(fields).toSorted().join();
    this.project.adjust(key, (document) => setGeneration(document, fields));
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

  /**
   * Paints what is shown live once more, as a picture of the gallery and of the strip. Asked the same, the model paints
   * the same.
   */
  async keepLive(): Promise<void> {
    const { shown } = this.staging;
    if (shown.kind !== 'live' || shown === this.#keptLive) return;
    this.#keptLive = shown;
    try {
      this.staging.keepLive(shown, await this.#add({ request: shown.request }, shown.picture, true));
    } catch (cause) {
      this.#keptLive = undefined;
      throw cause;
    }
  }

  /** Another seed, by chance. Only a locked one belongs to the document. */
  drawSeed(): void {
    if (this.settings.isSeedLocked) {
      // Each is a step: one goes back to the seed before.
      this.project.commit('drawSeed', setGeneration(this.project.document, { seed: randomSeed() }).patch);
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
      const { document } = this.project;
      const { patch } = setGeneration(document, { seed: this.seed, isSeedLocked: true });
      this.project.commit('setIsSeedLocked', patch);
    }
  }

  /** Live painting was switched off: its picture goes, and what was looked at before is there again. */
  liveEnded(): void {
    this.live.stop();
    this.staging.hideLive();
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
      this.staging.showPreview(event);
    } else if (event.kind === 'jobChanged' && event.job.projectId === this.project.id) {
      const { job } = event;
      if (finishedPicture(job) && !job.isDismissed && !job.isCleared) this.forgetPlan();
      this.staging.jobChanged(job);
    }
  }

  /** The list of jobs was read anew. */
  catchUp(): void {
    this.staging.catchUp(this.isPainting);
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
    this.#unsubscribe();
    this.#planning.forget();
    this.damage.dispose();
    this.live.stop();
    this.staging.dispose();
  }

  async #add(
    asked: Pick<RouteInput<'jobs.add'>, 'request' | 'seeds'>,
    { frame }: Pick<Document, 'frame'>,
    isFirst: boolean,
  ): Promise<readonly string[]> {
    this.staging.awaitNew();
    this.project.mark();
    const added = { ...asked, projectId: this.project.id, frame, isFirst };
    return (await this.#port.host.ask('jobs.add', added)).ids;
  }

  #documentChanged(): void {
    if (this.mode === 'paint') {
      this.live.changed(() => this.project.document);
      return;
    }
    // The picture that the mode works on is to be seen, not one of the layout.
    if (this.live.isBusy) this.live.stop();
    this.staging.hideLive();
  }
}

function randomSeed(): number {
  return Math.floor(Math.random() * SEED_LIMIT);
}
