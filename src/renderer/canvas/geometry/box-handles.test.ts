import { describe, expect, it } from 'vitest';
import { mapped, type Point } from '../../../document/index.ts';
import { placedAsIs, placementMap, type Placement } from '../../state/placement.ts';
import {
  handleAt,
  handleCursor,
  placementAfter,
  resizedBox,
  turningKnob,
  type Handle,
} from './box-handles.ts';

const box = { x: 100, y: 100, width: 200, height: 100 };
const free = { keepsAspect: false, step: 1, longest: 8192 };
const at = (x: number, y: number) => ({ view: { x, y }, document: { x, y } });
const same = <T>(point: T): T => point;

describe('handles of a box', () => {
  it('finds corners before the inside, and the inside before nothing', () => {
    expect(handleAt(box, at(103, 104), same, true)).toBe('nw');
    expect(handleAt(box, at(200, 150), same, true)).toBe('inside');
    expect(handleAt(box, at(600, 600), same, true)).toBeUndefined();
  });

  it('turns just outside a corner, where turning is possible', () => {
    expect(handleAt(box, at(85, 85), same, true)).toBe('turn');
    expect(handleAt(box, at(85, 85), same, false)).toBeUndefined();
  });

  it('measures the reach on the screen, not on the canvas', () => {
    const zoomedOut = ({ x, y }: { x: number; y: number }) => ({ x: x / 10, y: y / 10 });
    expect(handleAt(box, { view: { x: 31, y: 21 }, document: { x: 310, y: 210 } }, zoomedOut, false)).toBe(
      'se',
    );
  });

  it('shows a cursor that follows the turned view', () => {
    expect(handleCursor('e', 0)).toBe('ew-resize');
    expect(handleCursor('e', Math.PI / 2)).toBe('ns-resize');
    expect(handleCursor('nw', 0)).toBe('nwse-resize');
    expect(handleCursor('ne', 0)).toBe('nesw-resize');
  });
});

describe('resizing a box', () => {
  it('leaves the opposite corner where it is', () => {
    expect(resizedBox(box, 'nw', { x: 150, y: 120 }, free)).toEqual({
      x: 150,
      y: 120,
      width: 150,
      height: 80,
    });
  });

  it('changes one side only when an edge is drawn', () => {
    expect(resizedBox(box, 'e', { x: 350, y: 0 }, free)).toEqual({ x: 100, y: 100, width: 250, height: 100 });
  });

  it('falls on multiples of the step and never to nothing', () => {
    const snapped = { ...free, step: 64 };
    expect(resizedBox(box, 'se', { x: 318, y: 330 }, snapped)).toMatchObject({ width: 192, height: 256 });
    expect(resizedBox(box, 'se', { x: 0, y: 0 }, snapped)).toMatchObject({ width: 64, height: 64 });
  });

  it('keeps the aspect when asked to', () => {
    expect(resizedBox(box, 'se', { x: 500, y: 150 }, { ...free, keepsAspect: true })).toMatchObject({
      width: 400,
      height: 200,
    });
  });

  it('stops at the longest side', () => {
    expect(resizedBox(box, 'e', { x: 90000, y: 0 }, { ...free, step: 64 }).width).toBe(8192);
  });
});

describe('transforming what is in a box', () => {
  const options = { keepsAspect: false, fromCentre: false, isAngleSnapped: false };
  const asIs = placedAsIs(box);
  const draw = (handle: Handle, from: Point, to: Point, fields = {}, before = asIs) =>
    placementAfter(box, before, handle, from, to, { ...options, ...fields });
  const placed = (placement: Placement, x: number, y: number) =>
    mapped(placementMap(box, placement), { x, y });

  it('moves by whole pixels', () => {
    expect(placed(draw('inside', { x: 0, y: 0 }, { x: 3.4, y: -2.6 }), 10, 10)).toEqual({ x: 13, y: 7 });
  });

  it('scales from the opposite corner', () => {
    const placement = draw('se', { x: 300, y: 200 }, { x: 500, y: 250 });
    expect(placed(placement, 100, 100)).toEqual({ x: 100, y: 100 });
    expect(placed(placement, 300, 200)).toEqual({ x: 500, y: 250 });
  });

  it('scales from the middle when asked to', () => {
    const placement = draw('e', { x: 300, y: 150 }, { x: 350, y: 150 }, { fromCentre: true });
    expect(placed(placement, 100, 150).x).toBeCloseTo(50);
  });

  it('can be drawn through itself, which mirrors, but never to nothing', () => {
    const mirror = draw('e', { x: 300, y: 150 }, { x: -100, y: 150 });
    expect(placed(mirror, 300, 150).x).toBeCloseTo(-100);
    const flat = draw('e', { x: 300, y: 150 }, { x: 100, y: 150 });
    expect(flat.scaleX * box.width).toBeCloseTo(1);
  });

  it('turns about the middle, in steps of fifteen degrees when asked to', () => {
    const placement = draw('turn', { x: 300, y: 150 }, { x: 201, y: 260 }, { isAngleSnapped: true });
    const turned = placed(placement, 300, 150);
    expect(turned.x).toBeCloseTo(200);
    expect(turned.y).toBeCloseTo(250);
  });

  it('scales a turned box along its own sides, and the corner across stays', () => {
    const turned = { ...asIs, angle: Math.PI / 6 };
    const corner = placed(turned, 100, 100);
    const handle = placed(turned, 300, 200);
    const along = { x: Math.cos(Math.PI / 6) * 50, y: Math.sin(Math.PI / 6) * 50 };
    const placement = draw('se', handle, { x: handle.x + along.x, y: handle.y + along.y }, {}, turned);
    expect(placement.scaleX * box.width).toBeCloseTo(250);
    expect(placement.scaleY).toBeCloseTo(1);
    expect(placed(placement, 100, 100).x).toBeCloseTo(corner.x);
    expect(placed(placement, 100, 100).y).toBeCloseTo(corner.y);
  });

  it('has its knob above the upper side, however it lies, as far off on the screen at any zoom', () => {
    expect(turningKnob(box, asIs, 1).at).toEqual({ x: 200, y: 74 });
    expect(turningKnob(box, asIs, 0.5).at).toEqual({ x: 200, y: 48 });
    const { at } = turningKnob(box, { ...asIs, angle: Math.PI / 2 }, 1);
    expect(at.x).toBeCloseTo(276);
    expect(at.y).toBeCloseTo(150);
  });
});
