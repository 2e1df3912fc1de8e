import Brush from '@lucide/svelte/icons/brush';
import Circle from '@lucide/svelte/icons/circle';
import Eraser from '@lucide/svelte/icons/eraser';
import Frame from '@lucide/svelte/icons/frame';
import Hand from '@lucide/svelte/icons/hand';
import Lasso from '@lucide/svelte/icons/lasso';
import Mountain from '@lucide/svelte/icons/mountain';
import Move from '@lucide/svelte/icons/move';
import PaintBucket from '@lucide/svelte/icons/paint-bucket';
import Pentagon from '@lucide/svelte/icons/pentagon';
import Pipette from '@lucide/svelte/icons/pipette';
import Replace from '@lucide/svelte/icons/replace';
import Scaling from '@lucide/svelte/icons/scaling';
import Slash from '@lucide/svelte/icons/slash';
import Square from '@lucide/svelte/icons/square';
import SquareDashed from '@lucide/svelte/icons/square-dashed';
import Sunset from '@lucide/svelte/icons/sunset';
import type { Component } from 'svelte';
import type { ToolName } from '../state/tool-state.svelte.ts';

/** Pictures of the tools. */
export const toolIcons: Readonly<Record<ToolName, Component<{ size?: number; strokeWidth?: number }>>> = {
  brush: Brush,
  eraser: Eraser,
  fill: PaintBucket,
  line: Slash,
  rectangle: Square,
  ellipse: Circle,
  polygon: Pentagon,
  lasso: Lasso,
  horizon: Sunset,
  ridge: Mountain,
  swapClass: Replace,
  pickClass: Pipette,
  select: SquareDashed,
  move: Move,
  transform: Scaling,
  frame: Frame,
  hand: Hand,
};
