import type { Frame, GenerationSettings } from '../../shared/document-format.ts';
import type { Document } from '../document.ts';
import type { Command } from './command.ts';
import { coordinate, defined } from './layer-commands.ts';

/** Which part of the canvas is painted by the model. */
export function setFrame(_document: Document, frame: Frame): Command {
  return { label: 'setFrame', patch: [{ op: 'document', fields: { frame } }] };
}

/** Changes what is asked of the model; fields that are `undefined` go back to the model's own. */
export function setGeneration(document: Document, fields: Partial<GenerationSettings>): Command {
  const merged = { ...document.generation, ...fields };
  const generation = defined({ ...merged, guidance: defined(merged.guidance) });
  return { label: labelOf(fields), patch: [{ op: 'document', fields: { generation } }] };
}

/** Named after the field that is changed; a seed that is chosen is held as well. */
function labelOf(fields: Partial<GenerationSettings>): string {
  const names = Object.keys(fields);
  const name = 'seed' in fields ? 'seed' : names[0];
  if (name === undefined || names.some((other) => other !== name && other !== 'isSeedLocked')) {
    return 'setGeneration';
  }
  return `set${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Which point of the canvas stays with its surroundings: 0 left or top, ½ the middle, 1 right or bottom. */
export interface Anchor {
  x: 0 | 0.5 | 1;
  y: 0 | 0.5 | 1;
}

/** Gives the canvas another size. Pixels that fall outside are kept in their layers. */
export function resizeCanvas(
  document: Document,
  { width, height }: { width: number; height: number },
  { anchor = { x: 0.5, y: 0.5 } }: { anchor?: Anchor } = {},
): Command {
  const dx = Math.round((width - document.width) * anchor.x);
  const dy = Math.round((height - document.height) * anchor.y);
  const moves = document.layers.map(
    ({ id, x, y }) =>
      ({ op: 'layer', layer: id, fields: { x: coordinate(x + dx), y: coordinate(y + dy) } }) as const,
  );
  const frame = movedInto(document, { width, height }, dx, dy);
  return {
    label: 'resizeCanvas',
    patch: [{ op: 'document', fields: { width, height, frame } }, ...(dx === 0 && dy === 0 ? [] : moves)],
  };
}

/** The frame goes with the picture, and stays on the canvas; one that was the whole canvas is so again. */
function movedInto(
  { frame, width, height }: Document,
  size: { width: number; height: number },
  dx: number,
  dy: number,
): Frame {
  const isWhole = frame.x === 0 && frame.y === 0 && frame.width === width && frame.height === height;
  if (isWhole) return { x: 0, y: 0, ...size };
  const frameWidth = Math.min(frame.width, size.width);
  const frameHeight = Math.min(frame.height, size.height);
  return {
    x: Math.min(Math.max(0, frame.x + dx), size.width - frameWidth),
    y: Math.min(Math.max(0, frame.y + dy), size.height - frameHeight),
    width: frameWidth,
    height: frameHeight,
  };
}
