import type { ToolName } from '../../state/tool-state.svelte.ts';
import { makeBrush } from './brush/brush-tool.ts';
import { makeEllipse } from './ellipse/ellipse-tool.ts';
import { makeEraser } from './eraser/eraser-tool.ts';
import { makeFill } from './fill/fill-tool.ts';
import { makeFrame } from './frame/frame-tool.ts';
import { makeHand } from './hand/hand-tool.ts';
import { makeHorizon } from './horizon/horizon-tool.ts';
import { makeLasso } from './lasso/lasso-tool.ts';
import { makeLine } from './line/line-tool.ts';
import { makeMove } from './move/move-tool.ts';
import { makePickClass } from './pick-class/pick-class-tool.ts';
import { makePolygon } from './polygon/polygon-tool.ts';
import { makeRectangle } from './rectangle/rectangle-tool.ts';
import { makeRidge } from './ridge/ridge-tool.ts';
import { makeSelect } from './select/select-tool.ts';
import { makeSwapClass } from './swap-class/swap-class-tool.ts';
import type { MakeTool } from './tool.ts';
import { makeTransform } from './transform/transform-tool.ts';

/** What makes each tool of the strip. */
export const makeTool: Readonly<Record<ToolName, MakeTool>> = {
  brush: makeBrush,
  eraser: makeEraser,
  fill: makeFill,
  line: makeLine,
  rectangle: makeRectangle,
  ellipse: makeEllipse,
  polygon: makePolygon,
  lasso: makeLasso,
  horizon: makeHorizon,
  ridge: makeRidge,
  swapClass: makeSwapClass,
  pickClass: makePickClass,
  select: makeSelect,
  move: makeMove,
  transform: makeTransform,
  frame: makeFrame,
  hand: makeHand,
};

/** Tools whose mark is as wide as the brush. */
export const brushSizedTools: ReadonlySet<ToolName> = new Set(['brush', 'eraser', 'line']);

/** Tools with which alt picks up what lies under the pointer; with others it shapes the gesture. */
export const pickingTools: ReadonlySet<ToolName> = new Set(['brush', 'eraser', 'fill', 'line', 'swapClass']);
