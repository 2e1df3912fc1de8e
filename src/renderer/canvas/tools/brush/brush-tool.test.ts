import { describe, expect, it } from 'vitest';
import { TestCanvas, drag, sampleAt } from '../testing/test-canvas.ts';
import { makeEraser } from '../eraser/eraser-tool.ts';
import { makeBrush } from './brush-tool.ts';

describe('the brush', () => {
  it('shows the stroke while it is drawn and commits it once', () => {
    const canvas = new TestCanvas();
    const brush = canvas.hold(makeBrush);
    brush.begin(sampleAt(20.5, 50.5));
    brush.move([sampleAt(60.5, 50.5), sampleAt(100.5, 50.5)]);
    expect(canvas.draftAt(40, 50)).toBe(3);
    expect(canvas.classAt(40, 50)).toBe(0);
    expect(canvas.committed).toEqual([]);
    brush.end(sampleAt(100.5, 50.5));
    expect(canvas.committed).toEqual(['brushStroke']);
    expect(canvas.classAt(40, 50)).toBe(3);
    expect(canvas.classAt(100, 50)).toBe(3);
    expect(canvas.classAt(100, 60)).toBe(0);
  });

  it('says what changed of each step, not of the whole stroke', () => {
    const canvas = new TestCanvas();
    const brush = canvas.hold(makeBrush);
    brush.begin(sampleAt(20, 128));
    brush.move([sampleAt(60, 128)]);
    brush.move([sampleAt(100, 128)]);
    brush.move([sampleAt(140, 128)]);
    for (const { width } of canvas.changed) expect(width).toBeLessThan(60);
  });

  it('leaves the canvas as it was when cancelled', () => {
    const canvas = new TestCanvas();
    const before = canvas.document;
    const brush = canvas.hold(makeBrush);
    brush.begin(sampleAt(20, 20));
    brush.move([sampleAt(80, 80)]);
    brush.cancel();
    brush.end(sampleAt(80, 80));
    expect(canvas.draft).toBeUndefined();
    expect(canvas.document).toBe(before);
    expect(brush.isBusy).toBe(false);
  });

  it('is thin where a pen presses lightly, and not where a mouse moves', () => {
    const canvas = new TestCanvas();
    canvas.options.brushSize = 40;
    const brush = canvas.hold(makeBrush);
    drag(brush, sampleAt(50, 50, { isPen: true, pressure: 0.05 }));
    expect(canvas.classAt(50, 50)).toBe(3);
    expect(canvas.classAt(60, 50)).toBe(0);
    drag(brush, sampleAt(150, 150));
    expect(canvas.classAt(165, 150)).toBe(3);
  });

  it('goes on in a straight line from the last stroke with shift', () => {
    const canvas = new TestCanvas();
    const brush = canvas.hold(makeBrush);
    drag(brush, sampleAt(20, 20));
    drag(brush, sampleAt(200, 20, { isShift: true }));
    expect(canvas.classAt(110, 20)).toBe(3);
    expect(canvas.committed).toHaveLength(2);
  });

  it('mirrors the stroke in the symmetry that is set', () => {
    const canvas = new TestCanvas();
    canvas.options.symmetry = { vertical: true, horizontal: false, radial: 1 };
    drag(canvas.hold(makeBrush), sampleAt(30, 100));
    expect(canvas.classAt(30, 100)).toBe(3);
    expect(canvas.classAt(225, 100)).toBe(3);
  });

  it('stops at the border of the class it began on', () => {
    const canvas = new TestCanvas();
    const brush = canvas.hold(makeBrush);
    canvas.options.classId = 5;
    canvas.options.brushSize = 60;
    drag(brush, sampleAt(60, 60));
    canvas.options.isBorderStop = true;
    canvas.options.classId = 7;
    canvas.options.brushSize = 20;
    drag(brush, sampleAt(60, 60), sampleAt(200, 60));
    expect(canvas.classAt(60, 60)).toBe(7);
    expect(canvas.classAt(150, 60)).toBe(0);
  });

  it('paints a layer that was moved where the hand is', () => {
    const canvas = new TestCanvas();
    canvas.setLayer({ x: 40, y: -30 });
    drag(canvas.hold(makeBrush), sampleAt(100, 100));
    expect(canvas.classAt(100, 100)).toBe(3);
  });

  it('says gently why it does not paint on a locked or a hidden layer', () => {
    const canvas = new TestCanvas();
    const brush = canvas.hold(makeBrush);
    canvas.setLayer({ isLocked: true });
    drag(brush, sampleAt(50, 50));
    canvas.setLayer({ isLocked: false, isVisible: false });
    drag(brush, sampleAt(50, 50));
    expect(canvas.notices).toEqual(['layerLocked', 'layerHidden']);
    expect(canvas.committed).toEqual([]);
  });
});

describe('the eraser', () => {
  it('takes away what is there, and commits nothing where nothing is', () => {
    const canvas = new TestCanvas();
    const eraser = canvas.hold(makeEraser);
    drag(eraser, sampleAt(50, 50));
    expect(canvas.committed).toEqual([]);
    drag(canvas.hold(makeBrush), sampleAt(50, 50));
    drag(eraser, sampleAt(50, 50));
    expect(canvas.classAt(50, 50)).toBe(0);
    expect(canvas.committed).toEqual(['brushStroke', 'eraserStroke']);
  });
});
