import { isUmberError } from '../../shared/errors.ts';
import type { HostEvent, RgbPicture } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { HostClient } from './host-client.ts';

/** The newest preview of a job that runs. */
export interface JobPreview {
  readonly jobId: string;
  readonly step: number;
  readonly steps: number;
  readonly picture: RgbPicture;
}

/** The host's queue, as its events tell it. */
export class Queue {
  jobs: readonly Job[] = $state.raw([]);
  waiting: readonly string[] = $state.raw([]);
  isPaused = $state(false);
  preview: JobPreview | undefined = $state.raw();

  readonly running: Job | undefined = $derived(this.jobs.find((job) => job.state === 'running'));
  /** Those that wait, in their order. */
  readonly queued: readonly Job[] = $derived(
    this.waiting.flatMap((id) => this.jobs.find((job) => job.id === id && job.state === 'queued') ?? []),
  );
  /** Those that are over and were not cleared away, the newest first. */
  readonly ended: readonly Job[] = $derived(
    this.jobs
      .filter(({ state, isCleared }) => state !== 'queued' && state !== 'running' && !isCleared)
      .sort((a, b) => b.createdMs - a.createdMs),
  );
  readonly openCount: number = $derived(this.queued.length + (this.running ? 1 : 0));

  /** A picture is being painted, or will be as soon as the one before is done. */
  readonly isBusy: boolean = $derived(
    this.running !== undefined || (!this.isPaused && this.queued.length > 0),
  );

  readonly #host: HostClient;
  /** Pictures that were taken off in this page, whether or not the host has heard of it. */
  readonly #dismissed = new Set<string>();

  constructor(host: HostClient) {
    this.#host = host;
  }

  /** Reads everything anew. */
  async load(): Promise<void> {
    const { jobs, waiting, isPaused } = await this.#host.ask('jobs.list', undefined);
    this.jobs = jobs;
    this.waiting = waiting;
    this.isPaused = isPaused;
    await this.#tellDismissed();
  }

  receive(event: HostEvent): void {
    if (event.kind === 'jobChanged') {
      const { job } = event;
      const isKnown = this.jobs.some(({ id }) => id === job.id);
      this.jobs = isKnown ? this.jobs.map((old) => (old.id === job.id ? job : old)) : [...this.jobs, job];
      if (this.preview?.jobId === job.id && job.state !== 'running') this.preview = undefined;
    } else if (event.kind === 'jobRemoved') {
      this.jobs = this.jobs.filter(({ id }) => id !== event.id);
    } else if (event.kind === 'queueChanged') {
      this.waiting = event.waiting;
      this.isPaused = event.isPaused;
    } else if (event.kind === 'jobPreview') {
      const { id, step, steps, preview } = event;
      this.preview = { jobId: id, step, steps, picture: preview };
    }
  }

  /** Whether the artist took this picture off the strip: nothing brings it back to it. */
  isDismissed(pictureId: string): boolean {
    return (
      this.#dismissed.has(pictureId) ||
      this.jobs.some((job) => job.pictureId === pictureId && job.isDismissed === true)
    );
  }

  /** Takes pictures off the strip: here at once, and for good where the host hears of it, now or when it is back. */
  async dismiss(pictureIds: readonly string[]): Promise<void> {
    for (const id of pictureIds) this.#dismissed.add(id);
    try {
      await this.#tellDismissed();
    } catch (cause) {
      if (!isUmberError(cause, 'HOST_UNREACHABLE')) throw cause;
    }
  }

  /** Lets them be on the strip again. */
  async bringBack(pictureIds: readonly string[]): Promise<void> {
    for (const id of pictureIds) this.#dismissed.delete(id);
    const ids = this.jobs.filter(({ pictureId = '' }) => pictureIds.includes(pictureId)).map(({ id }) => id);
    // At once, as the host will say it: whoever asks meanwhile is not told the old.
    this.jobs = this.jobs.map((job) => (ids.includes(job.id) ? { ...job, isDismissed: false } : job));
    if (ids.length > 0) await this.#host.ask('jobs.dismiss', { ids, isDismissed: false });
  }

  cancel(id: string): Promise<void> {
    return this.#host.ask('jobs.cancel', { id });
  }

  cancelAll(): Promise<void> {
    return this.#host.ask('jobs.cancelAll', undefined);
  }

  retry(id: string): Promise<void> {
    return this.#host.ask('jobs.retry', { id });
  }

  move(id: string, index: number): Promise<void> {
    return this.#host.ask('jobs.move', { id, index });
  }

  pause(isPaused: boolean): Promise<void> {
    return this.#host.ask('jobs.pause', { isPaused });
  }

  clear(): Promise<void> {
    return this.#host.ask('jobs.clear', undefined);
  }

  /** What the host's list does not say yet. */
  async #tellDismissed(): Promise<void> {
    const ids = this.jobs
      .filter(({ pictureId = '', isDismissed }) => !isDismissed && this.#dismissed.has(pictureId))
      .map(({ id }) => id);
    if (ids.length > 0) await this.#host.ask('jobs.dismiss', { ids, isDismissed: true });
  }
}
