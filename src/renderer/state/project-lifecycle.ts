import type { RouteInput, RouteOutput } from '../../shared/routes/routes.ts';
import type { HostClient } from './host-client.ts';
import type { OpenProject } from './open-project.svelte.ts';
import type { ProjectClaims } from './project-claims.ts';
import { untilSaved } from './until-saved.ts';

type Leavable = Pick<OpenProject, 'id' | 'name' | 'durability' | 'flush' | 'resume'>;

/** The canvas that projects come to and go from. */
export interface ProjectLifecyclePort<P extends Leavable> {
  readonly host: Pick<HostClient, 'ask'>;
  readonly claims: Pick<ProjectClaims, 'take' | 'takeOver' | 'release'>;
  current(): P | undefined;
  /** Puts a project on the canvas, in place of the one before. */
  enter(opened: RouteOutput<'projects.open'>): P;
  /** Takes the project off the canvas; what is not saved of it is gone. */
  leave(): void;
  /** Another window works on it. */
  onElsewhere(id: string): void;
  /** The other window does not let go of it. */
  onStuck(): void;
  onBusy(isBusy: boolean): void;
  onError(error: unknown): void;
}

/** Opens, makes and closes projects, one at a time. None is left before its last change is durable. */
export class ProjectLifecycle<P extends Leavable> {
  readonly #port: ProjectLifecyclePort<P>;
  /** Projects that the host still closes after another was opened, by their ids. */
  readonly #leaving = new Map<string, Promise<void>>();
  #isBusy = false;

  constructor(port: ProjectLifecyclePort<P>) {
    this.#port = port;
  }

  /** The project, now on the canvas; `undefined` where that went wrong and the one before is still there. */
  open(id: string): Promise<P | undefined> {
    return this.#alone(() => this.#open(id));
  }

  /** The same with one that another window works on, which is asked to close it. */
  takeOver(id: string): Promise<P | undefined> {
    return this.#alone(() => this.#open(id, 'takeOver'));
  }

  /** The same with a new project. */
  create(input: RouteInput<'projects.create'>): Promise<P | undefined> {
    return this.#alone(async () => {
      // Before anything is made that could not be opened.
      await this.#untilFree();
      const { id } = await this.#port.host.ask('projects.create', input);
      return this.#open(id);
    });
  }

  /** True when no project is open any more. */
  async close(): Promise<boolean> {
    const isClosed = await this.#alone(async () => {
      const project = await this.#untilFree();
      this.#port.leave();
      if (project) await this.#letGo(project.id);
      return true;
    });
    return isClosed ?? false;
  }

  async #open(id: string, claim: 'take' | 'takeOver' = 'take'): Promise<P | undefined> {
    await this.#untilFree();
    // Its end gives the claim back, which must not be the one that is taken here.
    await this.#leaving.get(id);
    if (!(await this.#port.claims[claim](id))) {
      if (claim === 'take') this.#port.onElsewhere(id);
      else this.#port.onStuck();
      return undefined;
    }
    try {
      const opened = await this.#port.host.ask('projects.open', { id });
      // Painting went on meanwhile.
      const before = await this.#untilFree();
      const project = this.#port.enter(opened);
      if (before && before.id !== id) this.#letGoLater(before.id);
      return project;
    } catch (cause) {
      if (this.#port.current()?.id !== id) this.#port.claims.release(id);
      throw cause;
    }
  }

  /** Waits until the open project can be left. One with a conflict can: waiting would not save it. */
  async #untilFree(): Promise<P | undefined> {
    const project = this.#port.current();
    if (project && project.durability.kind !== 'conflict') await untilSaved(project);
    return project;
  }

  #letGoLater(id: string): void {
    const gone = this.#letGo(id).finally(() => this.#leaving.delete(id));
    this.#leaving.set(id, gone);
  }

  async #letGo(id: string): Promise<void> {
    try {
      await this.#port.host.ask('projects.close', { id });
    } catch (cause) {
      this.#port.onError(cause);
    } finally {
      this.#port.claims.release(id);
    }
  }

  async #alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#isBusy) return undefined;
    this.#setBusy(true);
    try {
      return await work();
    } catch (cause) {
      this.#port.onError(cause);
      return undefined;
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#port.onBusy(isBusy);
  }
}
