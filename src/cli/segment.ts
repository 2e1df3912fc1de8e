import { encodeLayoutPng, summariseLayout } from '../engine/index.ts';
import { pngBytes } from '../files/check-disk-room.ts';
import type { CommandContext } from './command-context.ts';
import { listed } from './describe-layout.ts';
import { openPicture } from './open-picture.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { TaskOptions } from './task-options.ts';

/** The layout that a pack's segmenter sees in a picture. */
export async function prepareSegment(
  pictureFile: string,
  options: TaskOptions,
  context: CommandContext,
): Promise<PreparedTask> {
  const picture = await openPicture(pictureFile, context);
  return {
    details: {},
    engine: options,
    fit: (engine) =>
      Promise.resolve({
        largestFile: pngBytes(picture),
        async make() {
          const start = performance.now();
          const layout = await engine.segment(picture);
          const { width, height, classIds } = layout;
          const classes = summariseLayout(layout);
          const seconds = ((performance.now() - start) / 1000).toFixed(2);
          return {
            png: encodeLayoutPng(layout),
            label: 'layout',
            text: `${width}×${height}, ${seconds} s: ${listed(classes, classIds.length)}`,
            details: { width, height, classes },
            lines: [],
            notes: [],
          };
        },
      }),
  };
}
