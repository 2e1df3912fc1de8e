import type { Guidance } from './generation-request.ts';

/**
 * How often the network runs in each step of a picture: conditions of equal strength share a run, and strength 1
 * throughout needs only one. At least 1.
 */
export function guidancePasses(
  conditions: { text?: unknown; class?: unknown; layout?: unknown },
  guidance: Guidance,
): number {
  const strengths = (['layout', 'class', 'text'] as const)
    .filter((name) => conditions[name] !== undefined)
    .map((name) => guidance[name]);
  const chain = [1, ...strengths, 0];
  return chain.slice(1).filter((strength, index) => strength !== chain[index]).length;
}
