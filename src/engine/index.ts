// The only way in: other folders import the engine from here.
export { completeRequest, type PartialRequest, type RequestWarning } from './check-request.ts';
export { createEngine, type Engine, type EngineOptions } from './engine.ts';
export type { GenerateOptions, GenerationProgress, GenerationResult, GenerationTimings } from './generate.ts';
export {
  compareRecipes,
  replayPicture,
  requestFromRecipe,
  type ReplayDifference,
  type ReplayReport,
} from './replay.ts';
export { listPacks, openPack, packHash, verifyPack, type Pack, type PackListing } from './packs/open-pack.ts';
export { readLayout } from './layouts/read-layout.ts';
export { readRecipe, type EmbeddedRecipe } from './pictures/recipe-in-picture.ts';
export { writeFileAtomic } from './pictures/write-file-atomic.ts';
export { samplerNames, type SamplerName } from './sampling/samplers.ts';
export { physicalCores } from './sessions/physical-cores.ts';
export { providers, supportedProviders, type Provider } from './sessions/runtime.ts';
