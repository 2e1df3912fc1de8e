/** A step of a CSS pixel is taken this often, in milliseconds. */
const STEP_MS = 120;

/** How far the dashes of moving lines have moved. They stand still where movement is not wanted. */
export class MarchingAnts {
  readonly #onStep: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #offset = 0;

  constructor(onStep: () => void) {
    this.#onStep = onStep;
  }

  /** In CSS pixels. */
  get offset(): number {
    return this.#offset;
  }

  /** Lets them march or stand. */
  march(isWanted: boolean): void {
    if (!isWanted || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      this.#offset = (this.#offset + 1) % 1000;
      this.#onStep();
    }, STEP_MS);
  }
}
