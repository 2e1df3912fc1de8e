import type { NoiseLevel } from './sampler.ts';

/** In the order in which guidance adds them: the composition first, its style last. */
export const guidedConditions = ['layout', 'class', 'text'] as const;
/** A condition that guidance can tell apart. */
export type GuidedCondition = (typeof guidedConditions)[number];

/** One network call (one row of a batch): the conditions it sees, and the weight of its prediction. */
export interface GuidancePass {
  readonly present: readonly GuidedCondition[];
  readonly weight: number;
}

/** How far each condition pulls, and when. */
export interface GuidanceOptions {
  /** Conditions the request has. Others are dropped in every pass. */
  readonly present: readonly GuidedCondition[];
  /** 1 = the network's own answer, 0 = ignore the condition; 1 where left out. */
  readonly strengths: Readonly<Partial<Record<GuidedCondition, number>>>;
  /** Where guidance acts, as noise fractions 0 (clean) to 1; elsewhere one plain conditional pass runs. */
  readonly interval?: readonly [number, number] | undefined;
}

/**
 * The fewest network calls whose weighted sum is the guided prediction; weights sum to 1.
 *
 * `e = e() + sL (e(L) - e()) + sC (e(L,C) - e(L)) + sT (e(L,C,T) - e(L,C))`. Terms that cancel are left out,
 * so neighbours of equal strength share their passes, and strength 1 throughout needs one. A pass without
 * text sees the negative prompt in its place, if there is one.
 *
 * @param fraction  noise of this step, see `noiseFraction`; without it the interval is not looked at
 * @source Ho and Salimans 2022 (arXiv:2207.12598); chained conditions: Brooks et al. 2022, equation 3
 *         (arXiv:2211.09800); interval: Kynkaanniemi et al. 2024 (arXiv:2404.07724)
 */
export function planGuidance(options: GuidanceOptions, fraction?: number): GuidancePass[] {
  const chain = guidedConditions.filter((name) => options.present.includes(name));
  const [low, high] = options.interval ?? [0, 1];
  const isGuided = fraction === undefined || (fraction >= low && fraction <= high);
  const strengthOf = (position: number) => (isGuided ? (options.strengths[chain[position]!] ?? 1) : 1);
  const passes: GuidancePass[] = [];
  for (let count = 0; count <= chain.length; count++) {
    const entered = count === 0 ? 1 : strengthOf(count - 1);
    const left = count === chain.length ? 0 : strengthOf(count);
    if (entered !== left) passes.push({ present: chain.slice(0, count), weight: entered - left });
  }
  return passes;
}

/** How noisy a level is in the pack's own terms, 0 to 1: sigma of a flow, the share of training steps otherwise. */
export function noiseFraction(level: NoiseLevel, trainSteps: number): number {
  return level.timestep / trainSteps;
}

/** Weighted sum of the rows of one batch into `out`; `batch` holds one prediction per pass, in order. */
export function combinePasses(
  batch: Float32Array, // [passes, length]
  passes: readonly GuidancePass[],
  out: Float32Array, // [length]
): Float32Array {
  out.fill(0);
  for (const [row, { weight }] of passes.entries()) {
    const start = row * out.length;
    for (let k = 0; k < out.length; k++) out[k] = out[k]! + weight * batch[start + k]!;
  }
  return out;
}
