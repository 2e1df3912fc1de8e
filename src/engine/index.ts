// The only way in: other folders import the engine from here.
export { completeRequest } from './check-request.ts';
export { createEngine, type Engine } from './engine.ts';
export type { GenerationResult, Painting } from './generate.ts';
export { replayPicture, type ReplayReport } from './replay.ts';
export { listPacks, type Pack, type PackListing } from './packs/open-pack.ts';
export { encodeLayoutPng, summariseLayout, type Layout } from './layouts/layout-png.ts';
export { readLayout, type LayoutReport, type ReadLayoutOptions } from './layouts/read-layout.ts';
export {
  comparePictures,
  hashPixels,
  structuralSimilarity,
  type PictureDifference,
} from './pictures/compare-pictures.ts';
export { estimateDamage, type Damage } from './pictures/estimate-damage.ts';
export { readPictureFile, type PictureNote, type ReadPicture } from './pictures/read-picture-file.ts';
export { readMask } from './pictures/read-mask.ts';
export { resizeRgb } from './pictures/resize-pixels.ts';
export { readPicture } from './png/decode-png.ts';
export { encodePng } from './png/encode-png.ts';
export { encodePicture, readRecipe, type EmbeddedRecipe } from './pictures/recipe-in-picture.ts';
export { physicalCores } from './sessions/physical-cores.ts';
export { providers, supportedProviders, type Provider } from './sessions/runtime.ts';
