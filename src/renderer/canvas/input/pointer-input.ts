import type { Point } from '../../../document/index.ts';
import { createStopwatch } from '../../state/stopwatch.ts';
import type { CanvasView } from '../../state/view-state.svelte.ts';
import type { Sample } from '../tools/tool.ts';
import { TurnThreshold, pinchStep } from './pinch.ts';
import { ERASER_BUTTON, pointerRole, wheelFactor } from './pointer-role.ts';

/** Who acts on what pointers do. */
export interface PointerListener {
  /** @param isErasing  the pen's other end was pressed */
  begin(at: Sample, isErasing: boolean): void;
  move(to: readonly Sample[]): void;
  end(at: Sample): void;
  cancel(): void;
  hover(at: Sample): void;
  leave(): void;
  /** The view is being moved by the pointer, or no longer. */
  viewHeld(how: 'pan' | 'turn' | undefined): void;
  isHandTool(): boolean;
}

type View = Pick<
  CanvasView,
  'toDocument' | 'panBy' | 'zoomAt' | 'rotateBy' | 'viewportWidth' | 'viewportHeight'
>;

/** Wheel pixels to pan by sideways while shift is held. */
const SHIFT_PAN = 1;

/** One of the pointers that are down, at its last place in the view. */
interface Finger {
  readonly pointerType: string;
  place: Point;
}

/**
 * Turns pointer events of an element into strokes and movements of the view. Every event's share of the main thread
 * is a `umber:pointer` measure.
 */
export class PointerInput {
  readonly #element: HTMLElement;
  readonly #view: View;
  readonly #listener: PointerListener;
  readonly #down = new Map<number, Finger>();
  readonly #abort = new AbortController();
  #holding:
    | { readonly kind: 'idle' }
    | { readonly kind: 'paint'; readonly pointerId: number; last: Sample }
    | { readonly kind: 'pan' | 'turn'; readonly pointerId: number; last: Point }
    | { readonly kind: 'pinch'; readonly ids: readonly [number, number]; readonly turn: TurnThreshold } = {
    kind: 'idle',
  };
  #bounds: DOMRect;
  #hasPen = false;
  #isSpaceHeld = false;
  readonly #clock = createStopwatch('umber:pointer');

  constructor(element: HTMLElement, view: View, listener: PointerListener) {
    this.#element = element;
    this.#view = view;
    this.#listener = listener;
    this.#bounds = element.getBoundingClientRect();
    this.#listen('pointerdown', (event) => this.#pressed(event));
    this.#listen('pointermove', (event) => this.#moved(event));
    this.#listen('pointerup', (event) => this.#released(event));
    this.#listen('pointercancel', (event) => this.#lost(event));
    this.#listen('pointerleave', () => {
      if (this.#holding.kind === 'idle') this.#listener.leave();
    });
    const { signal } = this.#abort;
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    // Chromium scrolls by the middle button unless its mouse event is refused.
    element.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), {
      signal,
    });
  }

  /** The element was moved or has another size. */
  place(bounds: DOMRect): void {
    this.#bounds = bounds;
  }

  /** Space is held: the pointer moves the view instead of painting. */
  setSpace(isHeld: boolean): void {
    this.#isSpaceHeld = isHeld;
    if (this.#holding.kind === 'idle') this.#listener.viewHeld(isHeld ? 'pan' : undefined);
  }

  /** The gesture was cancelled from elsewhere; what the pointer still does until it is lifted means nothing. */
  release(): void {
    if (this.#holding.kind === 'paint') this.#holding = { kind: 'idle' };
  }

  destroy(): void {
    this.#abort.abort();
  }

  #listen(
    name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave',
    act: (event: PointerEvent) => void,
  ): void {
    this.#element.addEventListener(
      name,
      (event) => {
        const start = performance.now();
        act(event);
        this.#clock(start);
      },
      { signal: this.#abort.signal },
    );
  }

  #pressed(event: PointerEvent): void {
    this.#bounds = this.#element.getBoundingClientRect();
    if (event.pointerType === 'pen') this.#hasPen = true;
    const place = this.#placeOf(event);
    if (event.pointerType === 'touch') {
      this.#down.set(event.pointerId, { pointerType: 'touch', place });
      if (this.#down.size === 2 && this.#startPinch()) {
        this.#capture(event);
        return;
      }
    }
    if (this.#holding.kind !== 'idle') return;
    const role = pointerRole({
      pointerType: event.pointerType,
      button: event.button,
      isSpaceHeld: this.#isSpaceHeld,
      isShift: event.shiftKey,
      isHandTool: this.#listener.isHandTool(),
      hasPen: this.#hasPen,
    });
    if (role === 'none') return;
    this.#capture(event);
    if (role === 'paint') {
      const sample = this.#sampleOf(event);
      this.#holding = { kind: 'paint', pointerId: event.pointerId, last: sample };
      this.#listener.begin(sample, event.button === ERASER_BUTTON);
    } else {
      this.#holding = { kind: role, pointerId: event.pointerId, last: place };
      this.#listener.viewHeld(role);
    }
  }

  #moved(event: PointerEvent): void {
    const finger = this.#down.get(event.pointerId);
    const holding = this.#holding;
    switch (holding.kind) {
      case 'idle':
        if (event.pointerType !== 'touch') this.#listener.hover(this.#sampleOf(event));
        break;
      case 'paint':
        if (event.pointerId === holding.pointerId) {
          const samples = this.#coalesced(event).map((each) => this.#sampleOf(each));
          holding.last = samples.at(-1) ?? holding.last;
          this.#listener.move(samples);
        }
        break;
      case 'pan':
      case 'turn':
        if (event.pointerId === holding.pointerId) {
          this.#moveView(holding, this.#placeOf(event));
          if (event.pointerType !== 'touch') this.#listener.hover(this.#sampleOf(event));
        }
        break;
      case 'pinch':
        if (finger && holding.ids.includes(event.pointerId)) this.#pinch(holding, event.pointerId, event);
        break;
    }
    if (finger) finger.place = this.#placeOf(event);
  }

  #released(event: PointerEvent): void {
    const holding = this.#holding;
    this.#down.delete(event.pointerId);
    if (holding.kind === 'paint' && event.pointerId === holding.pointerId) {
      this.#holding = { kind: 'idle' };
      // A lifted pen reports no pressure: the stroke ends as thick as it was.
      this.#listener.end({ ...this.#sampleOf(event), pressure: holding.last.pressure });
    } else this.#letGo(event.pointerId);
  }

  #lost(event: PointerEvent): void {
    const holding = this.#holding;
    this.#down.delete(event.pointerId);
    if (holding.kind === 'paint' && event.pointerId === holding.pointerId) {
      this.#holding = { kind: 'idle' };
      this.#listener.cancel();
    } else this.#letGo(event.pointerId);
  }

  /** Ends a movement of the view when its pointer goes. */
  #letGo(pointerId: number): void {
    const holding = this.#holding;
    if (holding.kind === 'idle' || holding.kind === 'paint') return;
    const isHeldBy =
      holding.kind === 'pinch' ? holding.ids.includes(pointerId) : holding.pointerId === pointerId;
    if (!isHeldBy) return;
    this.#holding = { kind: 'idle' };
    this.#listener.viewHeld(this.#isSpaceHeld ? 'pan' : undefined);
  }

  /** The second finger makes a pinch of whatever the first one began. */
  #startPinch(): boolean {
    const [first, second] = [...this.#down.keys()];
    if (first === undefined || second === undefined) return false;
    if (this.#holding.kind === 'paint') {
      if (this.#holding.pointerId !== first) return false;
      this.#listener.cancel();
    }
    this.#holding = { kind: 'pinch', ids: [first, second], turn: new TurnThreshold() };
    this.#listener.viewHeld('pan');
    return true;
  }

  #pinch(
    holding: { readonly ids: readonly [number, number]; readonly turn: TurnThreshold },
    movedId: number,
    event: PointerEvent,
  ): void {
    const first = this.#down.get(holding.ids[0])?.place;
    const second = this.#down.get(holding.ids[1])?.place;
    if (!first || !second) return;
    const place = this.#placeOf(event);
    const step = pinchStep(
      [first, second],
      [movedId === holding.ids[0] ? place : first, movedId === holding.ids[1] ? place : second],
    );
    this.#view.panBy(step.to.x - step.from.x, step.to.y - step.from.y);
    this.#view.zoomAt(step.to, step.factor);
    this.#view.rotateBy(holding.turn.pass(step.angle), step.to);
  }

  #moveView(holding: { readonly kind: 'pan' | 'turn'; last: Point }, place: Point): void {
    const { last } = holding;
    holding.last = place;
    if (holding.kind === 'pan') {
      this.#view.panBy(place.x - last.x, place.y - last.y);
      return;
    }
    const { viewportWidth, viewportHeight } = this.#view;
    const middle = { x: viewportWidth / 2, y: viewportHeight / 2 };
    const angle = (point: Point) => Math.atan2(point.y - middle.y, point.x - middle.x);
    const turn = angle(place) - angle(last);
    this.#view.rotateBy(Math.atan2(Math.sin(turn), Math.cos(turn)));
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    // Zooming under a stroke would tear it.
    if (this.#holding.kind === 'paint') return;
    if (event.shiftKey && !event.ctrlKey) {
      // Browsers turn the wheel sideways by themselves when shift is held; not all of them.
      this.#view.panBy(-(event.deltaX || event.deltaY) * SHIFT_PAN, 0);
      return;
    }
    this.#view.zoomAt(this.#placeOf(event), wheelFactor(event));
  }

  #capture(event: PointerEvent): void {
    event.preventDefault();
    this.#element.focus({ preventScroll: true });
    // A pointer that is gone already cannot be captured: it will be reported as lost.
    if (event.isTrusted) this.#element.setPointerCapture(event.pointerId);
  }

  #coalesced(event: PointerEvent): PointerEvent[] {
    // Browsers have it for secure pages alone, which a studio served over a network is not.
    const events = 'getCoalescedEvents' in event ? event.getCoalescedEvents() : [];
    return events.length > 0 ? events : [event];
  }

  #placeOf(event: MouseEvent): Point {
    return { x: event.clientX - this.#bounds.left, y: event.clientY - this.#bounds.top };
  }

  #sampleOf(event: PointerEvent): Sample {
    const view = this.#placeOf(event);
    const isPen = event.pointerType === 'pen';
    return {
      ...this.#view.toDocument(view),
      view,
      pressure: isPen ? event.pressure : 1,
      isPen,
      isShift: event.shiftKey,
      isAlt: event.altKey,
      isMod: event.ctrlKey || event.metaKey,
    };
  }
}
