import type { PackSummary } from '../build-request.ts';

/** A pack as the host would list it; a test adds the conditions that it asks about. */
export const tinyPack: PackSummary = {
  name: 'tiny',
  title: 'Tiny',
  description: '',
  licence: 'MIT',
  precision: 'fp32',
  sizes: { native: [64, 64], multiple: 16, min: 64, max: 1024 },
  latent: { channels: 4, factor: 8, mean: [0, 0, 0, 0], std: [1, 1, 1, 1] },
  conditions: {},
  defaults: { sampler: 'euler', steps: 12, guidance: {} },
  sizeBytes: 1,
  hasSegmenter: false,
  readsPictures: true,
};
