import { describe, expect, it } from 'vitest';
import { addLayer, boundsOf, createDocument, maskOfRegion, pixelAt } from '../../../document/index.ts';
import { makeFill } from './fill/fill-tool.ts';
import { makeFrame } from './frame/frame-tool.ts';
import { makeHorizon } from './horizon/horizon-tool.ts';
import { makeLine } from './line/line-tool.ts';
import { makeMove } from './move/move-tool.ts';
import { makePickClass } from './pick-class/pick-class-tool.ts';
import { makePolygon } from './polygon/polygon-tool.ts';
import { makeRectangle } from './rectangle/rectangle-tool.ts';
import { makeEllipse } from './ellipse/ellipse-tool.ts';
import { makeLasso } from './lasso/lasso-tool.ts';
import { makeRidge } from './ridge/ridge-tool.ts';
import { makeSelect } from './select/select-tool.ts';
import { makeSwapClass } from './swap-class/swap-class-tool.ts';
import { TestCanvas, drag, pressAt, sampleAt } from './testing/test-canvas.ts';
import { makeTransform } from './transform/transform-tool.ts';

describe('shapes', () => {
  it('fills a rectangle from pixel to pixel, both included', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(10.2, 20.9), sampleAt(19.8, 29.1));
    expect(boundsOf(canvas.layer!.bitmap)).toEqual({ x: 10, y: 20, width: 10, height: 10 });
  });

  it('makes squares with shift, and outlines when shapes are not filled', () => {
    const canvas = new TestCanvas();
    canvas.options.isFilled = false;
    canvas.options.brushSize = 4;
    drag(canvas.hold(makeRectangle), sampleAt(50, 50), sampleAt(150, 90, { isShift: true }));
    expect(canvas.classAt(100, 100)).toBe(0);
    expect(canvas.classAt(100, 150)).toBe(3);
  });

  it('fills an ellipse and leaves its corners', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeEllipse), sampleAt(40, 40), sampleAt(140, 100));
    expect(canvas.classAt(90, 70)).toBe(3);
    expect(canvas.classAt(42, 42)).toBe(0);
  });

  it('fills what a lasso went around', () => {
    const canvas = new TestCanvas();
    drag(
      canvas.hold(makeLasso),
      ...[sampleAt(20, 20), sampleAt(120, 20), sampleAt(120, 120), sampleAt(20, 120)],
    );
    expect(canvas.classAt(70, 70)).toBe(3);
    expect(canvas.classAt(130, 70)).toBe(0);
  });

  it('closes a polygon by a press on its first corner', () => {
    const canvas = new TestCanvas();
    const polygon = canvas.hold(makePolygon);
    pressAt(polygon, [20, 20], [120, 20], [120, 120]);
    expect(polygon.isBusy).toBe(true);
    expect(canvas.committed).toEqual([]);
    drag(polygon, sampleAt(22, 21));
    expect(polygon.isBusy).toBe(false);
    expect(canvas.committed).toEqual(['polygon']);
    expect(canvas.classAt(110, 60)).toBe(3);
  });

  it('takes corners of a polygon back one by one, and closes it by Enter', () => {
    const canvas = new TestCanvas();
    const polygon = canvas.hold(makePolygon);
    pressAt(polygon, [20, 20], [120, 20], [120, 120], [200, 200]);
    polygon.key!('Backspace');
    polygon.key!('Enter');
    expect(canvas.classAt(110, 60)).toBe(3);
    expect(canvas.classAt(180, 175)).toBe(0);
  });

  it('draws a line as wide as the brush, straightened with shift', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeLine), sampleAt(20, 100), sampleAt(200, 104, { isShift: true }));
    expect(canvas.classAt(190, 96)).toBe(3);
    expect(canvas.classAt(190, 106)).toBe(0);
  });
});

describe('the bucket', () => {
  it('fills the layer behind what lies nearer', () => {
    const canvas = new TestCanvas();
    const near = addLayer(canvas.document, { kind: 'semantic', name: 'near', id: 'near' });
    canvas.history.commit(near.label, near.patch);
    const far = canvas.activeLayerId;
    canvas.activeLayerId = 'near';
    drag(canvas.hold(makeRectangle), sampleAt(0, 100), sampleAt(255, 120));
    canvas.activeLayerId = far;
    canvas.options.classId = 1;
    drag(canvas.hold(makeFill), sampleAt(50, 50));
    expect(canvas.classAt(50, 200)).toBe(1);
    expect(canvas.classAt(50, 110)).toBe(3);
    expect(pixelAt(canvas.layer!.bitmap, 50, 110)).toBe(1);
  });

  it('masks a region of the layout in one press', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(20, 20), sampleAt(60, 60));
    const mask = addLayer(canvas.document, { kind: 'mask', name: 'mask', id: 'mask' });
    canvas.history.commit(mask.label, mask.patch);
    canvas.activeLayerId = 'mask';
    drag(canvas.hold(makeFill), sampleAt(40, 40));
    expect(pixelAt(canvas.layer!.bitmap, 40, 40)).toBe(255);
    expect(pixelAt(canvas.layer!.bitmap, 80, 80)).toBe(0);
  });

  it('fills what is of about the same colour on a picture', () => {
    const canvas = new TestCanvas();
    const picture = addLayer(canvas.document, { kind: 'picture', name: 'picture', id: 'picture' });
    canvas.history.commit(picture.label, picture.patch);
    canvas.activeLayerId = 'picture';
    drag(canvas.hold(makeRectangle), sampleAt(20, 20), sampleAt(60, 60));
    canvas.options.colour = '#ff0000';
    drag(canvas.hold(makeFill), sampleAt(40, 40));
    expect(pixelAt(canvas.layer!.bitmap, 40, 40)).toBe(0xff0000ff);
    expect(pixelAt(canvas.layer!.bitmap, 100, 100)).toBe(0);
  });
});

describe('tools for landscapes', () => {
  it('splits the canvas at a level horizon when pressed', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeHorizon), sampleAt(40, 100));
    expect([canvas.classAt(0, 99), canvas.classAt(255, 99)]).toEqual([1, 1]);
    expect([canvas.classAt(0, 100), canvas.classAt(255, 100)]).toEqual([3, 3]);
  });

  it('runs a drawn horizon through both points to the sides of the canvas', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeHorizon), sampleAt(100, 100), sampleAt(150, 125));
    expect(canvas.classAt(2, 48)).toBe(1);
    expect(canvas.classAt(2, 54)).toBe(3);
    expect(canvas.classAt(253, 174)).toBe(1);
  });

  it('wants a layout layer for a horizon', () => {
    const canvas = new TestCanvas();
    const mask = addLayer(canvas.document, { kind: 'mask', name: 'mask', id: 'mask' });
    canvas.history.commit(mask.label, mask.patch);
    canvas.activeLayerId = 'mask';
    drag(canvas.hold(makeHorizon), sampleAt(40, 100));
    expect(canvas.notices).toEqual(['needsSemantic']);
  });

  it('fills below a ridge, and makes the next ridge another one', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRidge), sampleAt(30, 150), sampleAt(120, 80), sampleAt(220, 150));
    expect(canvas.classAt(120, 200)).toBe(3);
    expect(canvas.classAt(120, 20)).toBe(0);
    expect(canvas.options.ridgeSeed).toBe(2);
  });

  it('swaps a class on whichever layer it lies', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(20, 20), sampleAt(60, 60));
    const near = addLayer(canvas.document, { kind: 'semantic', name: 'near', id: 'near' });
    canvas.history.commit(near.label, near.patch);
    canvas.activeLayerId = 'near';
    canvas.options.classId = 4;
    const swap = canvas.hold(makeSwapClass);
    drag(swap, sampleAt(40, 40));
    expect(canvas.classAt(21, 21)).toBe(4);
    drag(swap, sampleAt(200, 200));
    expect(canvas.notices).toEqual(['nothingThere']);
  });

  it('picks the class under the pointer', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(20, 20), sampleAt(60, 60));
    canvas.options.classId = 9;
    drag(canvas.hold(makePickClass), sampleAt(40, 40));
    expect(canvas.options.classId).toBe(3);
  });
});

describe('selecting', () => {
  const selected = (canvas: TestCanvas, x: number, y: number) =>
    canvas.selection ? pixelAt(canvas.selection, x, y) : undefined;

  it('replaces, adds with shift and takes away with alt', () => {
    const canvas = new TestCanvas();
    const select = canvas.hold(makeSelect);
    drag(select, sampleAt(10, 10), sampleAt(50, 50));
    drag(select, sampleAt(100, 100, { isShift: true }), sampleAt(150, 150));
    expect([selected(canvas, 20, 20), selected(canvas, 120, 120)]).toEqual([255, 255]);
    drag(select, sampleAt(10, 10, { isAlt: true }), sampleAt(50, 50));
    expect([selected(canvas, 20, 20), selected(canvas, 120, 120)]).toEqual([0, 255]);
    drag(select, sampleAt(100, 100, { isAlt: true }), sampleAt(150, 150));
    expect(canvas.selection).toBeUndefined();
  });

  it('selects a class by a press', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(20, 20), sampleAt(60, 60));
    canvas.options.selectShape = 'class';
    drag(canvas.hold(makeSelect), sampleAt(40, 40));
    expect([selected(canvas, 60, 60), selected(canvas, 62, 62)]).toEqual([255, 0]);
  });

  it('keeps painting within it, and says so where all of it was outside', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeSelect), sampleAt(10, 10), sampleAt(50, 50));
    const rectangle = canvas.hold(makeRectangle);
    drag(rectangle, sampleAt(0, 0), sampleAt(255, 255));
    expect(boundsOf(canvas.layer!.bitmap)).toEqual({ x: 10, y: 10, width: 41, height: 41 });
    drag(rectangle, sampleAt(100, 100), sampleAt(150, 150));
    expect(canvas.notices).toEqual(['outsideSelection']);
  });
});

describe('moving and transforming a layer', () => {
  function withSquare(): TestCanvas {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeRectangle), sampleAt(100, 100), sampleAt(149, 149));
    canvas.committed.length = 0;
    return canvas;
  }

  it('shows the layer on its way and moves it once, by whole pixels', () => {
    const canvas = withSquare();
    const move = canvas.hold(makeMove);
    move.begin(sampleAt(120, 120));
    move.move([sampleAt(130.4, 125.6)]);
    expect(canvas.project.transform.map).toEqual([1, 0, 0, 1, 10, 6]);
    expect(canvas.committed).toEqual([]);
    move.end(sampleAt(130.4, 125.6));
    expect(canvas.committed).toEqual(['moveLayer']);
    expect(canvas.classAt(100, 100)).toBe(0);
    expect(canvas.classAt(159, 155)).toBe(3);
  });

  it('moves nothing on an empty layer, and says so', () => {
    const canvas = new TestCanvas();
    drag(canvas.hold(makeMove), sampleAt(10, 10), sampleAt(90, 90));
    expect(canvas.notices).toEqual(['layerEmpty']);
    expect(canvas.committed).toEqual([]);
  });

  it('moves what is selected of the layer, and says so where nothing is', () => {
    const canvas = withSquare();
    const move = canvas.hold(makeMove);
    canvas.selection = maskOfRegion({ x: 0, y: 0, width: 50, height: 50 });
    drag(move, sampleAt(20, 20), sampleAt(40, 40));
    expect(canvas.notices).toEqual(['nothingSelected']);
    canvas.selection = maskOfRegion({ x: 90, y: 90, width: 20, height: 20 });
    drag(move, sampleAt(105, 105), sampleAt(5, 5));
    expect(canvas.committed).toEqual(['moveLayer']);
    expect([canvas.classAt(105, 105), canvas.classAt(5, 5), canvas.classAt(120, 120)]).toEqual([0, 3, 3]);
    expect(boundsOf(canvas.selection)).toMatchObject({ x: -10, y: -10 });
  });

  it('shows several changes of a transform, and does them once, by Enter', () => {
    const canvas = withSquare();
    const transform = canvas.hold(makeTransform);
    expect(transform.key!('Enter')).toBe(false);
    drag(transform, sampleAt(150, 150), sampleAt(200, 200));
    drag(transform, sampleAt(150, 150), sampleAt(160, 150));
    expect(canvas.committed).toEqual([]);
    expect(transform.key!('Enter')).toBe(true);
    expect(canvas.committed).toEqual(['transformLayer']);
    expect(canvas.classAt(205, 195)).toBe(3);
    expect(canvas.classAt(105, 101)).toBe(0);
  });

  it('keeps proportions as the option says, and the other way round with shift', () => {
    const canvas = withSquare();
    const transform = canvas.hold(makeTransform);
    const sides = () => {
      const { scaleX, scaleY } = canvas.project.transform.placement!;
      transform.key!('Escape');
      return [scaleX * 50, scaleY * 50];
    };
    drag(transform, sampleAt(150, 150), sampleAt(200, 150));
    expect(sides()).toEqual([100, 100]);
    drag(transform, sampleAt(150, 150), sampleAt(200, 150, { isShift: true }));
    expect(sides()).toEqual([100, 50]);
    canvas.options.keepsProportions = false;
    drag(transform, sampleAt(150, 150), sampleAt(200, 150));
    expect(sides()).toEqual([100, 50]);
  });

  it('turns by the knob above the box', () => {
    const canvas = withSquare();
    drag(canvas.hold(makeTransform), sampleAt(125, 74), sampleAt(176, 125));
    expect(canvas.project.transform.placement?.angle).toBeCloseTo(Math.PI / 2);
  });

  it('gives back what was before a gesture that is cancelled, and everything by Escape', () => {
    const canvas = withSquare();
    const transform = canvas.hold(makeTransform);
    drag(transform, sampleAt(120, 120), sampleAt(140, 120));
    transform.begin(sampleAt(170, 150));
    transform.move([sampleAt(250, 250)]);
    transform.cancel();
    expect(canvas.project.transform.map).toEqual([1, 0, 0, 1, 20, 0]);
    expect(transform.key!('Escape')).toBe(true);
    expect(canvas.project.transform.isPending).toBe(false);
    expect(canvas.committed).toEqual([]);
  });

  it('leaves the pixels alone that it was applied to in the middle of a gesture', () => {
    const canvas = withSquare();
    const transform = canvas.hold(makeTransform);
    transform.begin(sampleAt(150, 150));
    transform.move([sampleAt(200, 200)]);
    // As a command does that is chosen by its keys meanwhile.
    canvas.project.transform.apply();
    transform.cancel();
    expect(canvas.project.transform.isPending).toBe(false);
    expect(canvas.committed).toEqual(['transformLayer']);
  });
});

describe('the generation frame', () => {
  const document = createDocument({
    width: 1024,
    height: 1024,
    frame: { x: 200, y: 200, width: 256, height: 256 },
  });

  it('is moved by its inside and falls onto the edge of the canvas', () => {
    const canvas = new TestCanvas(document);
    drag(canvas.hold(makeFrame), sampleAt(300, 300), sampleAt(105, 300));
    expect(canvas.document.frame).toEqual({ x: 0, y: 200, width: 256, height: 256 });
    expect(canvas.committed).toEqual(['setFrame']);
  });

  it('keeps its sides on multiples of what the model takes', () => {
    const canvas = new TestCanvas(document);
    drag(canvas.hold(makeFrame), sampleAt(456, 456), sampleAt(530, 610));
    expect(canvas.document.frame).toMatchObject({ width: 320, height: 384 });
  });

  it('is drawn anew outside of the old one', () => {
    const canvas = new TestCanvas(document);
    drag(canvas.hold(makeFrame), sampleAt(600, 600), sampleAt(860, 730));
    expect(canvas.document.frame).toEqual({ x: 600, y: 600, width: 256, height: 128 });
  });

  it('stays when the gesture is cancelled', () => {
    const canvas = new TestCanvas(document);
    const frame = canvas.hold(makeFrame);
    frame.begin(sampleAt(300, 300));
    frame.move([sampleAt(400, 400)]);
    expect(canvas.frameDraft).toBeDefined();
    frame.cancel();
    expect(canvas.frameDraft).toBeUndefined();
    expect(canvas.document.frame).toEqual(document.frame);
  });
});
