export {
  after,
  grown,
  identity,
  intersection,
  inverted,
  mapped,
  mappedBounds,
  rectanglePoints,
  rotationAbout,
  scalingAbout,
  shifted,
  translation,
  union,
  wholePixels,
  type Matrix,
  type Point,
  type Rect,
} from './geometry/geometry.ts';

export {
  bitmapFromTiles,
  boundsOf,
  emptyBitmap,
  pixelAt,
  readRegion,
  tilesOf,
  writeRegion,
  type Bitmap,
} from './bitmap/bitmap.ts';
export { BitmapEditor } from './bitmap/bitmap-editor.ts';
export { liftSelected, type LiftedPixels } from './bitmap/lift-selected.ts';

export { type Paint, type PaintTarget } from './painting/paint-target.ts';
export { brushSegment } from './painting/brush.ts';
export {
  drawLine,
  drawPolyline,
  ellipsePoints,
  fillEllipse,
  fillPolygon,
  fillRectangle,
} from './painting/shapes.ts';
export { bitmapSampler, layoutSampler, type ClassSampler } from './painting/class-sampler.ts';
export { floodFill } from './painting/flood-fill.ts';
export { keepSelected, keepWithin } from './painting/keep-within.ts';
export { mirrored, type Symmetry } from './painting/mirrored.ts';
export { horizonLine, ridgeLine, ridgeOutline } from './painting/terrain-lines.ts';

export { invertMask, maskFromClass, maskOfRegion } from './masks/masks.ts';
export { growMask } from './masks/grow-mask.ts';
export { softenMask } from './masks/soften-mask.ts';

export {
  canvasOf,
  createDocument,
  documentFromSnapshot,
  firstLayerName,
  snapshotOf,
  type Document,
  type DocumentLayer,
} from './document.ts';
export { type Applied } from './history/apply-patch.ts';
export { History } from './history/history.ts';

export { type Command } from './commands/command.ts';
export {
  addLayer,
  addLayers,
  duplicateLayer,
  mergeDown,
  mergeTarget,
  removeLayer,
  renameLayer,
  reorderLayer,
  replaceLayers,
  setLayer,
} from './commands/layer-commands.ts';
export {
  clearLayer,
  fillLayer,
  flipLayer,
  paintTiles,
  replaceBitmap,
  swapLayerClass,
  transformLayer,
  transformSelection,
} from './commands/pixel-commands.ts';
export { resizeCanvas, setFrame, setGeneration } from './commands/canvas-commands.ts';

export { classAt, flattenLayout, layoutAtPoints, type Layout } from './layouts/flatten-layout.ts';
export {
  coverRegion,
  findDisagreement,
  scoreLayout,
  type LayoutFidelity,
  type RegionFidelity,
} from './layouts/layout-fidelity.ts';
export { classShares, type ModelView } from './layouts/model-view.ts';
export { surveyLayout, surveySize } from './layouts/survey-layout.ts';
export { joinSpeckles } from './layouts/join-speckles.ts';
export { changedRegion } from './layouts/changed-region.ts';
export { layoutToLayers } from './layouts/layout-to-layers.ts';
export { compositePicture, uniteMasks } from './pictures/composite-picture.ts';
