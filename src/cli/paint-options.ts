import type { ReadLayoutOptions } from '../engine/index.ts';
import type { Guidance } from '../shared/generation-request.ts';
import type { EngineChoice } from './open-engine.ts';

/** What `umber paint` may be asked for. */
export interface PaintOptions extends EngineChoice, ReadLayoutOptions {
  readonly prompt?: string;
  readonly negative?: string;
  readonly class?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: Partial<Guidance>;
  readonly sampler?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly count: number;
  readonly out?: string;
}
