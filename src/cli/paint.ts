import type { PackManifest } from '../shared/pack-manifest.ts';
import { sizeForLayout } from '../shared/size-for-layout.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { checkAsked, checkNotNothing } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { describeEdit } from './describe-edit.ts';
import { editParts, openEdited } from './edit-layout.ts';
import { openLayout } from './open-layout.ts';
import { preparePainting, type PaintingParts } from './painting-task.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { PaintOptions } from './task-options.ts';
import type { Size } from '../shared/size.ts';

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
  const edited = options.edit === undefined ? undefined : await openEdited(options.edit);
  if (edited) checkEditable(options, layout);
  const { name: pack, hash: packHash } = edited?.recipe.pack ?? {};
  return preparePainting({
    options,
    details: { ...opened?.details },
    engine: options.pack === undefined ? { ...options, pack, packHash } : options,
    parts(manifest): PaintingParts {
      if (edited && layout) return editParts(edited, layout, manifest.latent.factor, context);
      const size = options.size ?? (layout && sizeForLayout(layout, manifest.sizes));
      if (layout) tellSize(size ?? nativeSize(manifest), options, layout, context);
      return { ...size, wrap: options.wrap, conditions: { ...(layout && { layout }) } };
    },
    describe: describeEdit,
  });
}

function checkEditable({ size, wrap }: PaintOptions, layout: object | undefined): void {
  if (!layout) {
    throw new UmberError('REQUEST_INVALID', sentence`With --edit there must be a layout: the changed one.`, {
      advice: sentence`Name the layout before the options.`,
    });
  }
  if (size === undefined && wrap === undefined) return;
  throw new UmberError('REQUEST_INVALID', sentence`With --edit the picture keeps its size and its edges.`, {
    advice: sentence`Leave --size and --wrap away.`,
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
