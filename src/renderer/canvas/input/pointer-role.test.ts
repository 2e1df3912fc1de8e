import { describe, expect, it } from 'vitest';
import { pointerRole, wheelFactor, type PointerPress } from './pointer-role.ts';

const mouse: PointerPress = {
  pointerType: 'mouse',
  button: 0,
  isSpaceHeld: false,
  isShift: false,
  isHandTool: false,
  hasPen: false,
};

describe('the role of a pointer', () => {
  it('paints with the main button and with a finger', () => {
    expect(pointerRole(mouse)).toBe('paint');
    expect(pointerRole({ ...mouse, pointerType: 'touch' })).toBe('paint');
  });

  it('pans with the middle button, with space, and with the hand', () => {
    expect(pointerRole({ ...mouse, button: 1 })).toBe('pan');
    expect(pointerRole({ ...mouse, isSpaceHeld: true })).toBe('pan');
    expect(pointerRole({ ...mouse, isHandTool: true })).toBe('pan');
  });

  it('turns the view with shift and space', () => {
    expect(pointerRole({ ...mouse, isSpaceHeld: true, isShift: true })).toBe('turn');
  });

  it('leaves fingers for moving the canvas once there is a pen', () => {
    expect(pointerRole({ ...mouse, pointerType: 'touch', hasPen: true })).toBe('pan');
    expect(pointerRole({ ...mouse, pointerType: 'pen', hasPen: true })).toBe('paint');
  });

  it('paints with the other end of a pen, which erases', () => {
    expect(pointerRole({ ...mouse, pointerType: 'pen', button: 5, hasPen: true })).toBe('paint');
  });

  it('does nothing with other buttons', () => {
    expect(pointerRole({ ...mouse, button: 2 })).toBe('none');
    expect(pointerRole({ ...mouse, button: 3 })).toBe('none');
  });
});

describe('the wheel', () => {
  it('zooms in when turned away, and back by the same', () => {
    const out = wheelFactor({ deltaY: 100, deltaMode: 0, ctrlKey: false });
    const back = wheelFactor({ deltaY: -100, deltaMode: 0, ctrlKey: false });
    expect(out).toBeLessThan(1);
    expect(out * back).toBeCloseTo(1);
  });

  it('reads lines and pages as pixels, and bounds a sudden turn', () => {
    expect(wheelFactor({ deltaY: 3, deltaMode: 1, ctrlKey: false })).toBeCloseTo(Math.exp(-48 * 0.002));
    expect(wheelFactor({ deltaY: 9e9, deltaMode: 2, ctrlKey: false })).toBeGreaterThan(0.5);
  });
});
