import type { Place, Screen } from './place.ts';

/** A screen that is opened over another leads back to it. */
const depths: Readonly<Record<Screen, number>> = { start: 0, editor: 0, gallery: 1, bin: 2 };

/** What the screens show. */
export interface NavigationPort {
  /** Of the project that is open. */
  projectId(): string | undefined;
  /** Opens one on the canvas; where that goes wrong it is said, and the one before stays. */
  openProject(id: string): Promise<unknown>;
  /** The screen that is shown is left for another. */
  onLeave(): void;
  onShown(screen: Screen): void;
}

/** Which screen is shown, and over which it was opened. */
export class Navigation {
  screen: Screen = $state('start');
  /** Goes where the address says, which is not to be written meanwhile. */
  isTravelling = $state(false);

  readonly #port: NavigationPort;
  readonly #openedOver: Partial<Record<Screen, Screen>> = {};

  constructor(port: NavigationPort) {
    this.#port = port;
  }

  /** The screen over which this one was opened. */
  get backTo(): Screen {
    return this.#openedOver[this.screen] ?? 'start';
  }

  show(screen: Screen): void {
    if (screen === this.screen) return;
    this.#port.onLeave();
    if (depths[screen] > depths[this.screen]) this.#openedOver[screen] = this.screen;
    this.screen = screen;
    this.#port.onShown(screen);
  }

  goBack(): void {
    this.show(this.backTo);
  }

  /** Shows what an address names; where its project cannot be opened, the rest is shown. */
  async goTo({ screen, projectId }: Place): Promise<void> {
    this.isTravelling = true;
    if (projectId !== undefined && projectId !== this.#port.projectId()) {
      await this.#port.openProject(projectId);
    }
    if (screen !== 'editor' || this.#port.projectId() === projectId) this.show(screen);
    this.isTravelling = false;
  }
}
