import type { LayoutReport, ReadLayoutOptions } from '../engine/index.ts';
import { UNLABELLED } from '../shared/palette.ts';
import { counted } from './counted.ts';

/** How a layout was understood, in lines for people; says the more, the less certain it is. */
export function describeLayout(
  report: LayoutReport,
  { classes: asked = 'auto' }: ReadLayoutOptions = {},
): string[] {
  const { source, pixels, classes, snappedPixels, snappedColours, unknownPixels, unknownClasses } = report;
  const painted = classes.filter(({ id }) => id !== UNLABELLED);
  const lines = [`Layout in ${source.title}: ${listed(painted, pixels)}.`];
  if (!source.isCertain) {
    const isGuess = source.kind === 'colours' && snappedPixels > pixels / 2;
    if (isGuess) lines.push('Few of its colours are of a known palette, so most of this is a guess.');
    if (asked === 'auto') {
      lines.push('It may be meant otherwise: if so, name whose classes it uses with --classes.');
    }
  }
  if (snappedPixels > 0) {
    const colours = snappedColours.slice(0, 3).map(({ colour, name }) => `${colour} to ${name}`);
    lines.push(
      `${share(snappedPixels, pixels)} off the palette and went to the nearest class: ${colours.join(', ')}${snappedColours.length > 3 ? ' and others' : ''}.`,
    );
  }
  if (unknownPixels > 0) {
    lines.push(
      `${share(unknownPixels, pixels)} of classes that cannot be painted, and left unlabelled: ${unknownClasses
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')}${unknownClasses.length > 5 ? ' and others' : ''}.`,
    );
  }
  const unlabelled = classes.find(({ id }) => id === UNLABELLED);
  if (unlabelled)
    lines.push(`${share(unlabelled.pixels, pixels)} unlabelled: the model paints there as it likes.`);
  return lines;
}

/** `sky 41 %, sea 30 %`, most first. */
export function listed(
  classes: readonly { readonly name: string; readonly pixels: number }[],
  total: number,
): string {
  return classes.map(({ name, pixels }) => `${name} ${percent(pixels, total)}`).join(', ');
}

function share(pixels: number, total: number): string {
  return `${counted(pixels, 'pixel')} (${percent(pixels, total)}) ${pixels === 1 ? 'is' : 'are'}`;
}

function percent(pixels: number, total: number): string {
  const value = (100 * pixels) / total;
  if (value > 0 && value < 0.1) return 'under 0.1 %';
  return `${value.toFixed(value < 10 ? 1 : 0)} %`;
}
