import type { Document } from '../../document/index.ts';
import { damagePart } from '../../shared/damage-level.ts';
import { pictureInFrame } from './frame-source.ts';
import type { HostClient } from './host-client.ts';

/** The document stands still so long before it is looked at. */
const STILL_MS = 400;

/** How much the picture in the frame is damaged, as the engine sees it. */
export class DamageEstimate {
  /** From 0 to 1; `undefined` until it is known, and where there is no picture. */
  estimate: number | undefined = $state();
  readonly #host: HostClient;
  #asked:
    { layers: Document['layers']; frame: Document['frame']; answer: Promise<number | undefined> } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HostClient) {
    this.#host = host;
  }

  /** Estimates in a moment, if nothing else is asked for meanwhile. */
  estimateSoon(document: Document): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Where it fails it is told when the picture is asked for.
      this.of(document).catch(() => undefined);
    }, STILL_MS);
  }

  /** Of the picture in the document's frame; 0 where there is none. The same picture is looked at once. */
  async of(document: Document): Promise<number> {
    const { layers, frame } = document;
    let asked = this.#asked;
    if (asked?.layers !== layers || asked.frame !== frame) {
      this.estimate = undefined;
      asked = { layers, frame, answer: this.#ask(document) };
      this.#asked = asked;
    }
    try {
      const answer = await asked.answer;
      if (this.#asked === asked) this.estimate = answer;
      return answer ?? 0;
    } catch (error) {
      // The same may be asked for again.
      if (this.#asked === asked) this.#asked = undefined;
      throw error;
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #ask(document: Document): Promise<number | undefined> {
    const { x, y, width: across, height: down } = document.frame;
    const part = damagePart({ width: across, height: down });
    // Of a large frame 200 MB would be put together and sent, of which the engine looks at three.
    const frame = { ...part, x: x + part.x, y: y + part.y };
    const source = pictureInFrame({ ...document, frame });
    if (!source) return undefined;
    const { width, height, rgb } = source;
    return (await this.#host.ask('pictures.estimateDamage', { width, height, rgb })).degradation;
  }
}
