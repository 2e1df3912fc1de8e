import { describe, expect, it } from 'vitest';
import { mappedBounds, type Rect } from '../../../document/index.ts';
import { Damage } from './damage.ts';
import { drawnView } from './drawn-view.ts';

const upright = {
  ...{ zoom: 0.5, rotation: 0, panX: 30, panY: 40 },
  ...{ viewportWidth: 300, viewportHeight: 200, documentWidth: 1024, documentHeight: 1024 },
};

function has(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

const dab = { x: 100, y: 120, width: 8, height: 8 };

describe('Damage', () => {
  it('is everything before anything was drawn, and nothing after', () => {
    const damage = new Damage();
    const view = drawnView(upright, 2);
    expect(has(damage.in(view)!.device, { x: 0, y: 0, width: 600, height: 400 })).toBe(true);
    damage.clear();
    expect(damage.in(view)).toBeUndefined();
  });

  it.each([
    ['upright', upright],
    ['magnified', { ...upright, zoom: 6, panX: -500, panY: -700 }],
    ['turned', { ...upright, rotation: 0.7, panX: 120 }],
  ])('covers what changed and little more in a view that is %s', (_, fields) => {
    const damage = new Damage();
    damage.clear();
    damage.add(dab);
    const view = drawnView(fields, 1.5);
    const { device, canvas } = damage.in(view)!;
    const seen = mappedBounds(view.toDevice, dab);
    expect(has(device, seen)).toBe(true);
    expect(has(canvas, dab)).toBe(true);
    expect(device.width).toBeLessThan(seen.width + 24 + 2 * view.scale);
    for (const side of Object.values(device)) expect(Number.isInteger(side)).toBe(true);
  });

  it('gathers changes, and is nothing where they are out of view', () => {
    const damage = new Damage();
    damage.clear();
    damage.add(dab);
    damage.add({ ...dab, x: 400 });
    const view = drawnView(upright, 1);
    expect(damage.in(view)!.device.width).toBeGreaterThan(150);
    damage.clear();
    damage.add({ ...dab, x: 900, y: 900 });
    expect(damage.in(view)).toBeUndefined();
    damage.add(undefined);
    expect(damage.in(view)!.device.width).toBeGreaterThanOrEqual(300);
  });
});
