import { setGeneration, type Document } from '../../document/index.ts';
import type { Frame, GenerationSettings } from '../../shared/document-format.ts';
import type { UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';
import {
  buildRequest,
  buildSettingsRequest,
  buildVariants,
  guidancePasses,
  pictureSize,
  resolvedSettings,
  type PackSummary,
} from './build-request.ts';
import { toRgba, type CanvasPictures, type FramePicture } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';
import { LivePainting } from './live-painting.svelte.ts';
import type { OpenProject } from './open-project.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import { Results, type Variant } from './results.svelte.ts';

export type Plan = RouteOutput<'jobs.plan'>;

/** Which picture lies over the frame: whichever came last. */
type Shown =
  | { kind: 'nothing' }
  | { kind: 'live'; picture: FramePicture; document: Document }
  | { kind: 'preview'; picture: FramePicture }
  | { kind: 'variant'; id: string; picture: FramePicture };

/** Highest seed that is drawn: short enough to be read out to someone. */
const SEED_LIMIT = 2 ** 31;

export interface GenerationPort {
  readonly host: HostClient;
  readonly queue: Queue;
  packs(): readonly PackSummary[];
  isLive(): boolean;
  onError(error: unknown): void;
}

/** Everything between the open document and painted pictures: asking, waiting, previews, live painting, results. */
export class Generation {
  readonly project: OpenProject;
  readonly results: Results;
  readonly live: LivePainting;
  /** What pressing the button would take. */
  plan: Plan | undefined = $state.raw();
  #shown: Shown = $state.raw({ kind: 'nothing' });
  #compared: FramePicture | undefined = $state.raw();

  readonly pack: PackSummary | undefined = $derived.by(() => {
    const packs = this.#port.packs();
    return packs.find(({ name }) => name === this.project.document.generation.pack) ?? packs[0];
  });
  readonly settings: GenerationSettings = $derived.by(() => this.project.document.generation);
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

  /** For the canvas. */
  readonly pictures: CanvasPictures = $derived.by(() => ({
    picture: this.#shown.kind === 'nothing' ? undefined : this.#shown.picture,
    other: this.#compared,
    isPainting: this.isPainting || this.live.isBusy,
    isStale:
      this.live.isBusy && this.#shown.kind === 'live' && this.#shown.document !== this.project.document,
  }));
  readonly shownKind: Shown['kind'] = $derived(this.#shown.kind);

  readonly #port: GenerationPort;
  readonly #frames = new Map<string, Frame>();
  readonly #unsubscribe: () => void;
  #planTimer: ReturnType<typeof setTimeout> | undefined;
  #plannedFor = '';
  #isPressing = false;
  #written: { document: Document; field: 'prompt' | 'negativePrompt' } | undefined;
  /** The artist looks through older variants: a new one does not push itself before them. */
  #isLooking = false;

  constructor(project: OpenProject, port: GenerationPort) {
    this.project = project;
    this.#port = port;
    this.results = new Results(port.host);
    this.live = new LivePainting({
      host: port.host,
      pack: () => this.pack,
      isOn: () => port.isLive(),
      onPicture: (picture) => this.#show({ kind: 'live', picture, document: project.document }),
      onError: (error: UmberError) => port.onError(error),
    });
    this.#unsubscribe = project.subscribe(() => {
      if (!this.#isPressing) this.live.changed(() => project.document);
    });
  }

  /** Changes settings of the document, as a step of its history. */
  change(fields: Partial<GenerationSettings>, label = 'setGeneration'): void {
    const { patch } = setGeneration(this.project.document, fields);
    this.project.commit(label, patch);
  }

  /** Changes words of the document. Written in one go they are one step of its history, however often one pauses. */
  write(field: 'prompt' | 'negativePrompt', words: string): void {
    const { document, field: last } = this.#written ?? {};
    if (document === this.project.document && last === field) this.project.undo();
    this.change({ [field]: words });
    this.#written = { document: this.project.document, field };
  }

  /** Puts a press of the button into the queue, behind or before what waits. */
  async paint({ isFirst = false } = {}): Promise<void> {
    if (!this.pack) return;
    this.#isLooking = false;
    // A new seed for the picture is no reason to paint a live one beside it.
    this.#isPressing = true;
    if (!this.settings.isSeedLocked) this.drawSeed();
    this.#isPressing = false;
    const { document } = this.project;
    const requests = buildVariants(buildRequest(document, this.pack), this.settings.count);
    const { ids } = await this.#port.host.ask('jobs.add', {
      requests,
      projectId: this.project.id,
      isFirst,
    });
    for (const id of ids) this.#frames.set(id, document.frame);
  }

  /** Another seed, by chance. */
  drawSeed(): void {
    this.change({ seed: Math.floor(Math.random() * SEED_LIMIT) }, 'drawSeed');
  }

  /** Stops what is painted for this project and takes back what waits; live painting too. */
  async cancel(): Promise<void> {
    this.live.stop();
    const open = this.ownJobs.filter(({ state }) => state === 'queued' || state === 'running');
    await Promise.all(open.map(({ id }) => this.#port.queue.cancel(id)));
  }

  strokeMoved(draft: Document): void {
    this.live.moved(draft);
  }

  receive(event: HostEvent): void {
    this.live.receive(event);
    if (event.kind === 'jobPreview') {
      const frame = this.#frameOf(event.id);
      if (frame && !this.#isLooking) {
        void createImageBitmap(toRgba(event.preview)).then((source) => {
          // A picture may have been finished or cancelled in the meantime.
          if (this.#port.queue.preview?.jobId === event.id)
            this.#show({ kind: 'preview', picture: { source, frame } });
        });
      }
    } else if (event.kind === 'jobChanged' && event.job.projectId === this.project.id) {
      void this.#jobChanged(event.job);
    }
  }

  /** The list of jobs was read anew: takes in what was finished while nobody listened. */
  catchUp(): void {
    for (const job of this.ownJobs) {
      const isOver = job.state !== 'queued' && job.state !== 'running';
      if (isOver && this.#frames.has(job.id)) void this.#jobChanged(job);
    }
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
    this.#compared = variant && (await this.results.pictureOf(variant));
  }

  /** Takes a variant out of the strip. */
  async dismiss(id: string): Promise<void> {
    this.results.remove(id);
    await this.#select(this.results.selectedId);
  }

  dismissAll(): void {
    this.results.clear();
    this.#compared = undefined;
    this.hide();
  }

  /** Takes whatever lies over the frame away. */
  hide(): void {
    this.#isLooking = false;
    this.results.select(undefined);
    this.#show({ kind: 'nothing' });
  }

  /** Asks what the present settings would take, once they have stood still for a moment. */
  planSoon(): void {
    const { pack } = this;
    if (!pack) return;
    const request = buildSettingsRequest(this.project.document, pack);
    const hasLayout = this.resolved?.hasLayout ?? false;
    const passes = guidancePasses(
      hasLayout
        ? {
            ...request,
            conditions: {
              ...request.conditions,
              layout: { width: 1, height: 1, classIds: new Uint8Array(1) },
            },
          }
        : request,
    );
    const { width, height, steps, sampler } = request;
    const input = { pack: pack.name, width, height, steps, sampler, guidancePasses: passes };
    const key = JSON.stringify(input);
    if (key === this.#plannedFor) return;
    clearTimeout(this.#planTimer);
    this.#planTimer = setTimeout(() => {
      this.#plannedFor = key;
      this.#port.host.ask('jobs.plan', input).then(
        (plan) => (this.plan = plan),
        () => {
          // The button tells what is wrong; the estimate is only left out.
          this.plan = undefined;
          this.#plannedFor = '';
        },
      );
    }, 150);
  }

  /** What was measured has changed: the next plan is asked for anew. */
  forgetPlan(): void {
    this.#plannedFor = '';
    this.planSoon();
  }

  dispose(): void {
    this.#unsubscribe();
    clearTimeout(this.#planTimer);
    this.live.stop();
    this.results.clear();
  }

  async #jobChanged(job: Job): Promise<void> {
    const frame = this.#frameOf(job.id);
    if (job.state === 'done' && job.pictureId !== undefined && frame) {
      this.#frames.delete(job.id);
      const variant = await this.results.add(job.pictureId, frame);
      if (!this.#isLooking) await this.#select(variant.item.id);
      this.forgetPlan();
    } else if (job.state === 'cancelled' || job.state === 'failed') {
      this.#frames.delete(job.id);
      if (this.#shown.kind === 'preview') await this.#select(this.results.selectedId);
    }
  }

  async #select(id: string | undefined): Promise<void> {
    this.results.select(id);
    const variant: Variant | undefined = this.results.selected;
    if (!variant) {
      this.#show({ kind: 'nothing' });
      return;
    }
    const picture = await this.results.pictureOf(variant);
    if (this.results.selectedId === variant.item.id)
      this.#show({ kind: 'variant', id: variant.item.id, picture });
  }

  #show(shown: Shown): void {
    this.#shown = shown;
  }

  /** Of a job that was asked for before this page was opened: where the frame stands now. */
  #frameOf(jobId: string): Frame | undefined {
    const isOwn = this.ownJobs.some(({ id }) => id === jobId);
    return this.#frames.get(jobId) ?? (isOwn ? this.project.document.frame : undefined);
  }
}
