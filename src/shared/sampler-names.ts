/** Samplers by the names that requests use, in the order in which they are offered. */
export const samplerNames = [
  'ddim',
  'euler',
  'euler_a',
  'heun',
  'dpmpp_2m',
  'dpmpp_2m_karras',
  'unipc',
  'lcm',
  'flow_euler',
] as const;

/** One of the samplers. */
export type SamplerName = (typeof samplerNames)[number];
