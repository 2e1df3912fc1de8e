import { describe, expect, it } from 'vitest';
import { TurnThreshold, pinchStep } from './pinch.ts';

const p = (x: number, y: number) => ({ x, y });

describe('a pinch', () => {
  it('zooms by how far the fingers went apart, at their middle', () => {
    expect(pinchStep([p(0, 0), p(100, 0)], [p(0, 50), p(200, 50)])).toEqual({
      from: p(50, 0),
      to: p(100, 50),
      factor: 2,
      angle: 0,
    });
  });

  it('turns the short way round', () => {
    const step = pinchStep([p(0, 0), p(-100, 1)], [p(0, 0), p(-100, -1)]);
    expect(Math.abs(step.angle)).toBeLessThan(0.1);
  });

  it('does not break when two fingers are reported at one place', () => {
    expect(pinchStep([p(5, 5), p(5, 5)], [p(5, 5), p(10, 5)]).factor).toBe(1);
  });

  it('turns the view only after the fingers have clearly turned', () => {
    const threshold = new TurnThreshold();
    expect(threshold.pass(0.1)).toBe(0);
    expect(threshold.pass(-0.1)).toBe(0);
    expect(threshold.pass(0.3)).toBe(0);
    expect(threshold.pass(0.05)).toBe(0.05);
  });
});
