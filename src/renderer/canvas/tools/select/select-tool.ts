import {
  BitmapEditor,
  boundsOf,
  canvasOf,
  emptyBitmap,
  floodFill,
  layoutSampler,
  type Point,
} from '../../../../document/index.ts';
import type { SelectShape } from '../../../state/tool-state.svelte.ts';
import { boxGesture, lassoGesture, polygonGesture, type AreaPurpose } from '../area-gestures.ts';
import { areaPoints, fillArea } from '../areas.ts';
import { pressTool } from '../press-tool.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';

/** Selects an area or a class, adding to what is selected with shift and taking from it with alt. */
export function makeSelect(port: CanvasPort): CanvasTool {
  // What is held when the gesture begins says how it counts; later, shift and alt shape the area.
  let mode = port.options.selectMode;
  const begins = (at: Sample) => {
    mode = at.isShift ? 'add' : at.isAlt ? 'subtract' : port.options.selectMode;
    return true;
  };

  const areas: AreaPurpose = {
    canBegin: begins,
    finish(area) {
      const editor = editorFor();
      fillArea(editor, area, mode === 'subtract' ? 0 : 255);
      finish(editor);
    },
    look: (area) => ({ kind: 'line', points: areaPoints(area), isClosed: true, isDashed: true }),
  };

  function editorFor(): BitmapEditor {
    const { document, selection } = port.project;
    const before = mode === 'replace' ? undefined : selection;
    return new BitmapEditor(before ?? emptyBitmap(1), {
      kind: 'mask',
      bounds: canvasOf(document),
    });
  }

  function finish(editor: BitmapEditor): void {
    const isEmpty = boundsOf(editor.bitmap) === undefined;
    port.setSelection(isEmpty ? undefined : editor.bitmap);
  }

  function selectClass(at: Point): void {
    const editor = editorFor();
    const seed = { x: Math.floor(at.x), y: Math.floor(at.y) };
    floodFill(layoutSampler(port.project.document), editor, seed, mode === 'subtract' ? 0 : 255, {
      isContiguous: port.options.isContiguous,
      bounds: editor.bounds,
    });
    finish(editor);
  }

  const shapes: Record<SelectShape, CanvasTool> = {
    rectangle: boxGesture(port, 'rectangle', areas),
    ellipse: boxGesture(port, 'ellipse', areas),
    lasso: lassoGesture(port, areas),
    polygon: polygonGesture(port, areas),
    class: pressTool((at) => {
      begins(at);
      selectClass(at);
    }),
  };
  let busy: CanvasTool | undefined;
  /** A gesture is ended by the shape that began it, whatever was chosen since. */
  const shape = () => {
    if (!busy?.isBusy) busy = shapes[port.options.selectShape];
    return busy;
  };

  return {
    cursor: () => 'crosshair',
    get keyboardUse() {
      return shape().keyboardUse;
    },
    get isBusy() {
      return busy?.isBusy ?? false;
    },
    begin: (at) => shape().begin(at),
    move: (to) => shape().move(to),
    end: (at) => shape().end(at),
    cancel: () => busy?.cancel(),
    hover: (at) => shape().hover?.(at),
    key: (key) => shape().key?.(key) ?? false,
    overlay: () => shape().overlay(),
  };
}
