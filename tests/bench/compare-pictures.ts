import { stepCounts, type PictureMeasurement, type PictureTime } from './measure-pictures.ts';

/** One line of the table, with a value per round. */
export interface Row {
  what: string;
  unit: string;
  values: number[];
}

/** How long a picture takes, the decoder's share of it and, of two packs, how much faster the second paints. */
export function pictureRows({ packs, probeGflops }: PictureMeasurement): Row[] {
  const rows = packs.flatMap(({ name, precision, rounds }) =>
    stepCounts.flatMap((steps, index): Row[] => {
      const times = rounds.map((round) => round[index]!);
      const label = `${name} ${precision}, ${steps} ${steps === 1 ? 'step' : 'steps'}`;
      return [
        { what: label, unit: 'ms', values: times.map(({ totalMs }) => totalMs) },
        { what: `${label}: decoder`, unit: '%', values: times.map(decoderPercent) },
      ];
    }),
  );
  const [first, second] = packs;
  if (first && second) {
    for (const [index, steps] of stepCounts.entries()) {
      // Each pair was painted one right after the other.
      const ratios = first.rounds.map(
        (round, r) => round[index]!.totalMs / second.rounds[r]![index]!.totalMs,
      );
      const what = `${first.name} over ${second.name}, ${steps} ${steps === 1 ? 'step' : 'steps'}`;
      rows.push({ what, unit: 'ratio', values: ratios });
    }
  }
  return [...rows, { what: 'fixed convolution beside them', unit: 'GFLOP/s', values: probeGflops }];
}

function decoderPercent({ totalMs, decodeMs }: PictureTime): number {
  return (100 * decodeMs) / totalMs;
}
