import type { GenerationResult } from '../engine/index.ts';
import { counted } from './counted.ts';

/** What a repainting left as it was, counted on the finished picture. */
export function describeEdit({ edit }: GenerationResult): string[] {
  if (!edit) return [];
  return [
    `  ${counted(edit.changedOutside, 'pixel')} changed outside the mask, of ${edit.keptPixels} kept there.`,
  ];
}
