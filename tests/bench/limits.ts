interface Limit {
  readonly most?: number;
  readonly least?: number;
  readonly unit: string;
}

/** What is promised of what the benches measure. */
export const limits = {
  /** Of the engine, on top of the runs of the network. */
  engineOverhead: { most: 3, unit: '%' },
  /** From the start of the host's process to a start screen that can be used. No model is loaded for it. */
  windowUsable: { most: 2000, unit: 'ms' },
  /** p95 of the main thread's work for a pointer event, its share of the frame included. */
  pointer1024: { most: 8, unit: 'ms' },
  pointer4096: { most: 16, unit: 'ms' },
  /** p95 from the pen to the repainted picture, over what as many steps and a decoding take alone. */
  liveRatio: { most: 1.6, unit: 'times alone' },
  /** With two steps each, while the pen moves. */
  livePictures: { least: 10, unit: 'a second' },
  liveLateFrames: { most: 1, unit: '%' },
  /** From the start of the host's process until ten thousand pictures stand in the gallery. */
  galleryFound: { most: 10_000, unit: 'ms' },
  galleryLateFrames: { most: 1, unit: '%' },
} as const satisfies Record<string, Limit>;

/** Says whether a figure is what was promised. The bench ends with status 1 where one is not. */
export function judge(name: keyof typeof limits, figure: number): string {
  const { most = Infinity, least = -Infinity, unit }: Limit = limits[name];
  // A figure that could not be measured is no number, and misses too.
  const isMet = figure <= most && figure >= least;
  if (!isMet) process.exitCode = 1;
  const bound = most < Infinity ? `at most ${most}` : `at least ${least}`;
  return `[${isMet ? 'met' : 'MISSED'}: ${bound} ${unit}]`;
}
