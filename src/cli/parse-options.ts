import { InvalidArgumentError } from 'commander';
import type { Guidance } from '../shared/generation-request.ts';

/** A whole number, of either sign: what it may be is for the engine to say. */
export function parseWhole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && text.trim() !== '') return value;
  const isTooLarge = /^[+-]?\d+$/.test(text.trim());
  throw new InvalidArgumentError(
    isTooLarge ? `Beyond ${Number.MAX_SAFE_INTEGER}, the largest that there is.` : 'Not a whole number.',
  );
}

/** A port of this machine; 0 for any that is free. */
export function parsePort(text: string): number {
  const value = parseWhole(text);
  if (value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('Ports are numbers from 0 to 65535.');
}

/** `512x384`, in pixels. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^(\d{1,6})[x×](\d{1,6})$/i.exec(text.trim());
  if (!match) throw new InvalidArgumentError('Not a size such as 512x384.');
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** One strength for all conditions, or some of them by name: `text=3,class=1.5,layout=2`. */
export function parseGuidance(text: string): Partial<Guidance> {
  const single = strength(text);
  if (single !== undefined) return { text: single, class: single, layout: single };
  const guidance: Partial<Guidance> = {};
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=').map((side) => side.trim());
    const parsed = strength(value);
    if ((name !== 'text' && name !== 'class' && name !== 'layout') || parsed === undefined) {
      throw new InvalidArgumentError('Not a number, nor strengths such as text=3,class=1.5,layout=2.');
    }
    guidance[name] = parsed;
  }
  return guidance;
}

function strength(text: string): number | undefined {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** A number of either sign, whole or not: what it may be is for the command to say. */
export function parseNumber(text: string): number {
  const value = strength(text);
  if (value === undefined) throw new InvalidArgumentError('Not a number.');
  return value;
}

/** Pixels to add on one side of a picture, or a share of its width or height: `128`, `25%`. */
export type Margin = { readonly pixels: number } | { readonly share: number };

/** `128` or `25%`. */
export function parseMargin(text: string): Margin {
  const match = /^\s*(\d{1,6}(?:\.\d+)?)\s*(%?)\s*$/.exec(text);
  const value = Number(match?.[1]);
  if (match?.[2] === '%') return { share: value / 100 };
  if (!match || !Number.isInteger(value)) {
    throw new InvalidArgumentError('Not a number of pixels such as 128, nor a share such as 25%.');
  }
  return { pixels: value };
}
