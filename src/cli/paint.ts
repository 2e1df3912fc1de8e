import type { PackManifest } from '../shared/pack-manifest.ts';
import { sizeForLayout } from '../shared/size-for-layout.ts';
import { checkAsked, checkNotNothing } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { openLayout } from './open-layout.ts';
import { preparePainting, type PaintingParts } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { PaintOptions } from './task-options.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A layout's shape may change by a tenth before it is worth a word: sizes are multiples of something. */
const noticedStretch = Math.log(1.1);

/** Pictures from a layout, a prompt, a scene, or any of them together. */
export async function preparePaint(
  layoutFile: string | undefined,
  options: PaintOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  checkNotNothing(layoutFile, options);
  checkAsked(options);
  const opened = layoutFile === undefined ? undefined : await openLayout(layoutFile, options, context);
  const layout = opened?.layout;
  return preparePainting({
    options,
    details: { ...opened?.details },
    parts(manifest): PaintingParts {
      const size = options.size ?? (layout && sizeForLayout(layout, manifest.sizes));
      if (layout) tellSize(size ?? nativeSize(manifest), options, layout, context);
      return { ...size, wrap: options.wrap, conditions: { ...(layout && { layout }) } };
    },
  });
}

function nativeSize({ sizes: { native } }: PackManifest): Size {
  return { width: native[0], height: native[1] };
}

function tellSize(
  { width, height }: Size,
  { size }: PaintOptions,
  layout: Size,
  { output }: CommandContext,
): void {
  if (layout.width === width && layout.height === height) return;
  const stretch = Math.abs(Math.log((width * layout.height) / (height * layout.width)));
  const shapes = `the layout is ${layout.width}×${layout.height}`;
  const stretched = stretch > noticedStretch ? ' and is stretched' : '';
  if (size === undefined) {
    const note = `Painting ${width}×${height}, which suits the pack; ${shapes}${stretched}. Choose with --size.`;
    output.note(note, { width, height });
  } else if (stretched !== '') {
    output.note(`Painting ${width}×${height}; ${shapes}${stretched}.`, { width, height });
  }
}
