import { palette } from '../../shared/palette.ts';
import type { HeldTools } from '../../shared/settings.ts';

/** Tools of the canvas, in the order of the tool strip. */
export const toolNames = [
  'brush',
  'eraser',
  'fill',
  'line',
  'rectangle',
  'ellipse',
  'polygon',
  'lasso',
  'horizon',
  'ridge',
  'swapClass',
  'pickClass',
  'select',
  'move',
  'transform',
  'frame',
  'hand',
] as const;

export type ToolName = (typeof toolNames)[number];

export type SelectShape = 'rectangle' | 'ellipse' | 'lasso' | 'polygon' | 'class';
export type SelectMode = 'replace' | 'add' | 'subtract';

/** Axes through the middle of the canvas; `radial` is the number of repetitions around it, 1 for none. */
export interface Symmetry {
  vertical: boolean;
  horizontal: boolean;
  radial: number;
}

/** Bounds of the brush's diameter, in canvas pixels. */
export const brushSizes = { min: 1, max: 1024 } as const;

const RECENT_CLASSES = 10;

const heldFields = [
  'tool',
  'classId',
  'recentClassIds',
  'colour',
  'opacity',
  'brushSize',
  'brushShape',
  'hardness',
  'hasPressure',
  'isBorderStop',
  'isFilled',
  'isContiguous',
  'roughness',
  'skyClassId',
  'selectShape',
  'selectMode',
  'keepsProportions',
  'isFrameSnapped',
] as const satisfies readonly (keyof HeldTools & keyof ToolState)[];

/** What the hand holds: the tool and its options. None of it belongs to the document. */
export class ToolState {
  tool: ToolName = $state('brush');
  /** The class painted into semantic layers. */
  classId = $state(1);
  /** Classes used lately, the newest first. */
  recentClassIds: readonly number[] = $state.raw([1]);
  /** The colour painted into picture layers, `#rrggbb`. */
  colour = $state('#c98b4b');
  /** How much one stroke covers of a picture or mask layer, 0 to 1. */
  opacity = $state(1);
  /** Diameter in canvas pixels. */
  brushSize = $state(24);
  brushShape: 'round' | 'square' = $state('round');
  /** Edge of the brush on mask and picture layers, 0 soft to 1 hard; class layers are always hard. */
  hardness = $state(0.8);
  hasPressure = $state(true);
  symmetry: Symmetry = $state({ vertical: false, horizontal: false, radial: 1 });
  /** Paint only where the class is the one under the stroke's beginning. */
  isBorderStop = $state(false);
  /** Of shapes: filled, or an outline of `brushSize`. */
  isFilled = $state(true);
  /** Of the bucket and of the class swap: the connected region, or all of the layer. */
  isContiguous = $state(true);
  /** Of the ridge line, 0 smooth to 1 jagged. */
  roughness = $state(0.5);
  ridgeSeed = $state(1);
  /** The class above the horizon; `classId` is the one below it. */
  skyClassId = $state(1);
  selectShape: SelectShape = $state('rectangle');
  selectMode: SelectMode = $state('replace');
  /** Of a transform: corners and typed sides keep the ratio of the sides. */
  keepsProportions = $state(true);
  /** Of the generation frame: sides and corners fall on multiples of the pack's step. */
  isFrameSnapped = $state(true);

  /** All of it, as it can be taken up again. */
  get held(): Omit<HeldTools, 'layoutOpacity'> {
    const { vertical, horizontal, radial } = this.symmetry;
    return {
      ...Object.fromEntries(heldFields.map((name) => [name, this[name]])),
      symmetry: { vertical, horizontal, radial },
    };
  }

  /** Takes up what was held; what this studio does not know is as usual. */
  hold(held: Omit<HeldTools, 'layoutOpacity'>): void {
    const isClass = (id: number | undefined) => id !== undefined && id < palette.length;
    const { tool, classId, skyClassId, recentClassIds } = held;
    Object.assign(this, held, {
      tool: toolNames.find((name) => name === tool) ?? this.tool,
      classId: isClass(classId) ? classId : this.classId,
      skyClassId: isClass(skyClassId) ? skyClassId : this.skyClassId,
      recentClassIds: recentClassIds?.filter(isClass) ?? this.recentClassIds,
    });
  }

  /** Chooses a class and remembers it as recent. */
  chooseClass(classId: number): void {
    if (classId < 1 || classId >= palette.length) return;
    this.classId = classId;
    this.recentClassIds = [classId, ...this.recentClassIds.filter((id) => id !== classId)].slice(
      0,
      RECENT_CLASSES,
    );
  }

  /** Back to the class used before, as X does with two colours elsewhere. */
  swapRecentClasses(): void {
    const previous = this.recentClassIds[1];
    if (previous !== undefined) this.chooseClass(previous);
  }

  /** The next or previous class of the palette, round the end. */
  stepClass(by: 1 | -1): void {
    const count = palette.length - 1;
    this.chooseClass(((this.classId - 1 + by + count) % count) + 1);
  }

  /** Changes the brush in steps that feel even: a pixel when small, a tenth when big. */
  resizeBrush(direction: 1 | -1): void {
    const step = Math.max(1, Math.round(this.brushSize * 0.1));
    this.setBrushSize(this.brushSize + direction * step);
  }

  setBrushSize(size: number): void {
    this.brushSize = Math.round(Math.min(brushSizes.max, Math.max(brushSizes.min, size)));
  }

  changeHardness(by: number): void {
    this.hardness = Math.round(Math.min(1, Math.max(0, this.hardness + by)) * 100) / 100;
  }

  get hasSymmetry(): boolean {
    return this.symmetry.vertical || this.symmetry.horizontal || this.symmetry.radial > 1;
  }

  /** Left to right when there is none, none when there is any. */
  toggleSymmetry(): void {
    this.symmetry = { vertical: !this.hasSymmetry, horizontal: false, radial: 1 };
  }
}
