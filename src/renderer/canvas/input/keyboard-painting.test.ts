import { describe, expect, it } from 'vitest';
import { makeBrush } from '../tools/brush/brush-tool.ts';
import { makePolygon } from '../tools/polygon/polygon-tool.ts';
import { makeRectangle } from '../tools/rectangle/rectangle-tool.ts';
import { TestCanvas } from '../tools/testing/test-canvas.ts';
import type { MakeTool } from '../tools/tool.ts';
import { KeyboardPainting } from './keyboard-painting.ts';

function keyboardOn(make: MakeTool) {
  const canvas = new TestCanvas();
  const tool = canvas.hold(make);
  const spaces: boolean[] = [];
  const keyboard = new KeyboardPainting({
    canvas: () => canvas.document,
    start: () => ({ x: 40.5, y: 40.5 }),
    toView: (point) => point,
    brushSize: () => canvas.options.brushSize,
    tool: () => tool,
    onMove: () => undefined,
    onSpace: (isHeld) => spaces.push(isHeld),
  });
  let claimed = 0;
  const press = (...keys: string[]) => {
    for (const key of keys) {
      const event = { key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, repeat: false };
      const claim = { preventDefault: () => claimed++, stopPropagation: () => undefined };
      keyboard.pressed({ ...event, ...claim } as unknown as KeyboardEvent);
    }
  };
  return { canvas, keyboard, press, spaces, claimed: () => claimed };
}

describe('painting by keyboard', () => {
  it('paints a dab with Enter where the arrows led', () => {
    const { canvas, press } = keyboardOn(makeBrush);
    press('ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter');
    expect(canvas.classAt(50, 45)).toBe(3);
    expect(canvas.committed).toEqual(['brushStroke']);
  });

  it('draws along the arrows between two presses of space, in one stroke', () => {
    const { canvas, press } = keyboardOn(makeBrush);
    press('ArrowRight', ' ', ...new Array<string>(12).fill('ArrowRight'), ' ');
    expect(canvas.classAt(46, 40)).toBe(3);
    expect(canvas.classAt(100, 40)).toBe(3);
    expect(canvas.committed).toEqual(['brushStroke']);
  });

  it('begins a shape with Enter and ends it with the next', () => {
    const { canvas, press } = keyboardOn(makeRectangle);
    press('Enter', 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter');
    expect(canvas.committed).toEqual(['rectangle']);
    expect(canvas.classAt(45, 45)).toBe(3);
  });

  it('sets the corners of a polygon and closes it by Enter in the same place', () => {
    const { canvas, press } = keyboardOn(makePolygon);
    canvas.options.brushSize = 80;
    press(
      'ArrowRight',
      'Enter',
      'ArrowRight',
      'ArrowRight',
      'Enter',
      'ArrowDown',
      'ArrowDown',
      'Enter',
      'Enter',
    );
    expect(canvas.committed).toEqual(['polygon']);
    expect(canvas.classAt(110, 60)).toBe(3);
  });

  it('leaves space to moving the view until an arrow is pressed', () => {
    const { canvas, press, spaces, keyboard } = keyboardOn(makeBrush);
    press(' ');
    expect(spaces).toEqual([true]);
    press('ArrowRight', ' ');
    expect(spaces).toEqual([true]);
    keyboard.hide();
    expect(canvas.committed).toEqual(['brushStroke']);
  });

  it('claims only its own keys', () => {
    const { press, claimed } = keyboardOn(makeBrush);
    press('b', '[', 'Tab', 'F2');
    expect(claimed()).toBe(0);
    press('ArrowLeft');
    expect(claimed()).toBe(1);
  });
});
