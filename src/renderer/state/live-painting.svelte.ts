import type { Document } from '../../document/index.ts';
import type { Frame } from '../../shared/document-format.ts';
import { toUmberError, UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import {
  buildLiveRequest,
  isSameFrame,
  isSameRequest,
  movingSteps,
  type PackSummary,
} from './build-request.ts';
import type { FramePicture } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';
import { LiveTickets } from './live-tickets.ts';
import { PictureDecoder } from './picture-decoder.ts';
import { createStopwatch } from './stopwatch.ts';

/** What live painting needs to know of the rest. */
export interface LivePort {
  readonly host: HostClient;
  /** The chosen one. */
  pack(): PackSummary | undefined;
  packs(): readonly PackSummary[];
  seed(): number;
  isOn(): boolean;
  /** `request` is what it was painted of. */
  onPicture(picture: FramePicture, request: GenerationRequest): void;
  onError(error: UmberError): void;
}

/** Repaints the frame after each stroke, and while the pen moves where the machine is fast enough. */
export class LivePainting {
  /** A repainting is under way. */
  isBusy = $state(false);
  /** What the last repainting took, in milliseconds. */
  lastMs: number | undefined = $state();
  isFast = $state(false);

  readonly #port: LivePort;
  readonly #tickets = new LiveTickets();
  readonly #decoder = new PictureDecoder();
  /** `movingShare`: of its steps, those that it would take while the pen moves. */
  readonly #asked = new Map<
    number,
    { request: GenerationRequest; frame: Frame; sinceMs: number; movingShare: number }
  >();
  /** From the pen to the screen. */
  readonly #clock = createStopwatch('umber:live');
  #last: { request: GenerationRequest; frame: Frame } | undefined;
  #isScheduled = false;
  /** The newest state of a stroke that came too early to be sent, and what will send it. */
  #waiting: { draft: Document; sinceMs: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownErrorCode: string | undefined;

  constructor(port: LivePort) {
    this.#port = port;
  }

  /** The document has changed: repaints soon, once for all changes of this moment. */
  changed(read: () => Document | undefined): void {
    if (!this.#port.isOn() || this.#isScheduled) return;
    this.#isScheduled = true;
    const sinceMs = performance.now();
    queueMicrotask(() => {
      this.#isScheduled = false;
      const document = read();
      if (document) this.#send(document, sinceMs);
    });
  }

  /** The pen moves; `draft` has its stroke so far. */
  moved(draft: Document): void {
    if (!this.#port.isOn() || !this.#tickets.isFast) return;
    this.#waiting = { draft, sinceMs: performance.now() };
    this.#sendWaiting();
  }

  receive(event: HostEvent): void {
    if (event.kind === 'livePainted') void this.#show(event);
    else if (event.kind === 'liveFailed' && this.#tickets.failed(event.ticket)) {
      this.#fail(UmberError.from(event.error));
    }
  }

  /** Stops what is under way; nothing of it is shown any more. */
  stop(): void {
    if (this.#tickets.isOutstanding)
      void this.#port.host.ask('jobs.stopLive', undefined).catch(() => undefined);
    this.#tickets.reset();
    this.#decoder.forget();
    this.#asked.clear();
    this.#last = undefined;
    this.#forgetWaiting();
    this.isBusy = false;
  }

  /** Sends what the pen has painted as soon as it is time for it, the newest there is then. */
  #sendWaiting(): void {
    clearTimeout(this.#timer);
    if (!this.#waiting) return;
    const waitMs = this.#tickets.waitMs(performance.now());
    if (waitMs === undefined) return;
    const send = () => {
      if (this.#waiting) this.#send(this.#waiting.draft, this.#waiting.sinceMs, true);
    };
    if (waitMs > 0) this.#timer = setTimeout(send, waitMs);
    else send();
  }

  #forgetWaiting(): void {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
  }

  #send(document: Document, sinceMs: number, isMoving = false): void {
    const pack = this.#port.pack();
    this.#forgetWaiting();
    if (!pack || !this.#port.isOn()) return;
    const request = {
      ...buildLiveRequest(document, pack, this.#port.packs(), isMoving),
      seed: this.#port.seed(),
    };
    const { frame } = document;
    // There is nothing to see in words and scene alone while a hand paints.
    if (!request.conditions.layout) return;
    const isSame =
      this.#last && isSameRequest(this.#last.request, request) && isSameFrame(this.#last.frame, frame);
    if (isSame) return;
    this.#last = { request, frame };
    const ticket = this.#tickets.issue(performance.now());
    const movingShare = Math.min(1, movingSteps(pack, this.#port.packs()) / request.steps);
    this.#asked.set(ticket, { request, frame, sinceMs, movingShare });
    this.isBusy = true;
    this.#port.host.ask('jobs.paintLive', { ticket, request }).catch((cause: unknown) => {
      if (this.#tickets.failed(ticket)) this.#fail(toUmberError(cause));
    });
  }

  async #show(event: Extract<HostEvent, { kind: 'livePainted' }>): Promise<void> {
    const { ticket, picture, samplingMs, decodeMs } = event;
    const asked = this.#asked.get(ticket);
    const movingMs = samplingMs * (asked?.movingShare ?? 1) + decodeMs;
    const isShown = this.#tickets.arrived(ticket, movingMs, performance.now());
    for (const old of this.#asked.keys()) if (old <= ticket) this.#asked.delete(old);
    this.isBusy = this.#tickets.isOutstanding;
    this.isFast = this.#tickets.isFast;
    this.#sendWaiting();
    if (!isShown || !asked) return;
    this.lastMs = samplingMs + decodeMs;
    this.#shownErrorCode = undefined;
    const source = await this.#decoder.decode(picture);
    if (!source) return;
    const { request, frame, sinceMs } = asked;
    this.#port.onPicture({ source, frame }, request);
    // Drawn in the coming frame, which is behind us in the one after it.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => this.#clock(sinceMs, { steps: request.steps, samplingMs, decodeMs })),
    );
  }

  /** One word for one kind of failure, until a picture comes again. */
  #fail(error: UmberError): void {
    this.isBusy = false;
    this.#last = undefined;
    const isExpected = error.code === 'CANCELLED' || error.code === 'HOST_UNREACHABLE';
    if (isExpected || error.code === this.#shownErrorCode) return;
    this.#shownErrorCode = error.code;
    this.#port.onError(error);
  }
}
