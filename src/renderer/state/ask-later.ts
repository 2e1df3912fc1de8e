/** What is asked for stands still so long before it is. */
const STILL_MS = 150;

/** Asks for something once it has stood still, and hears only the answer to what was wanted last. */
export class AskLater<Input, Answer> {
  readonly #ask: (input: Input) => Promise<Answer>;
  readonly #hear: (answer: Answer | undefined) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted: string | undefined;

  /** @param hear  gets nothing where asking failed */
  constructor(ask: (input: Input) => Promise<Answer>, hear: (answer: Answer | undefined) => void) {
    this.#ask = ask;
    this.#hear = hear;
  }

  want(input: Input): void {
    const key = JSON.stringify(input);
    if (key === this.#wanted) return;
    clearTimeout(this.#timer);
    this.#wanted = key;
    this.#timer = setTimeout(() => {
      this.#ask(input).then(
        (answer) => {
          if (this.#wanted === key) this.#hear(answer);
        },
        () => {
          if (this.#wanted !== key) return;
          // The same may be asked for again.
          this.#wanted = undefined;
          this.#hear(undefined);
        },
      );
    }, STILL_MS);
  }

  /** No answer is wanted any more; the same is asked for anew when it is wanted again. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#wanted = undefined;
  }
}
