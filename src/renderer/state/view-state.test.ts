import { describe, expect, it, vi } from 'vitest';
import type { CanvasView } from './view-state.svelte.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { CanvasView: View } = await import('./view-state.svelte.ts');

/** A view of a canvas of 512 by 512. */
function viewOf(width: number, height: number): CanvasView {
  const view = new View();
  view.showWhole({ width: 512, height: 512 });
  view.resize(width, height);
  return view;
}

describe('a view of another size', () => {
  it('shows the canvas whole at first, and again where it did', () => {
    const view = viewOf(1000, 600);
    expect(view.zoom).toBeCloseTo(536 / 512);
    view.resize(400, 900);
    expect(view.zoom).toBeCloseTo(336 / 512);
    expect(view.toDocument({ x: 200, y: 450 }).x).toBeCloseTo(256);
    expect(view.toDocument({ x: 200, y: 450 }).y).toBeCloseTo(256);
  });

  it('shows a turned canvas whole again', () => {
    const view = viewOf(1000, 600);
    view.rotateBy(0.5);
    view.fit();
    view.resize(700, 900);
    const { zoom, panX, panY } = view;
    view.fit();
    expect([view.zoom, view.panX, view.panY]).toEqual([zoom, panX, panY]);
  });

  it('keeps what was in its middle there once the hand has moved, zoomed or turned it', () => {
    const changes: ((view: CanvasView) => void)[] = [
      (view) => view.panBy(40, -30),
      (view) => view.zoomStep(1),
      (view) => view.rotateBy(1, { x: 10, y: 20 }),
    ];
    for (const change of changes) {
      const view = viewOf(1000, 600);
      change(view);
      const { zoom, rotation } = view;
      const before = view.toDocument({ x: 500, y: 300 });
      view.resize(640, 720);
      const after = view.toDocument({ x: 320, y: 360 });
      expect([view.zoom, view.rotation]).toEqual([zoom, rotation]);
      expect(after.x).toBeCloseTo(before.x);
      expect(after.y).toBeCloseTo(before.y);
    }
  });
});
