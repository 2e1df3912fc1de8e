import type { Command } from 'commander';
import { modeDefaults } from '../shared/document-format.ts';
import type { CommandContext } from './command-context.ts';
import type { PreparedTask } from './prepared-task.ts';
import {
  classesOption,
  damageOption,
  scaleOption,
  sizeOption,
  strengthOption,
  withEngineOptions,
  withLayoutOption,
  withMargins,
  withOut,
  withPaintingOptions,
  withSeamOptions,
  wrapOption,
  type ImageToImageOptions,
  type InpaintOptions,
  type OutpaintOptions,
  type PaintOptions,
  type RestoreOptions,
  type TaskOptions,
  type UpscaleOptions,
} from './task-options.ts';

/** A command that makes files out of one file: how it is called, and where its work is. */
export interface Task {
  readonly name: string;
  /** What its argument is, which a list of requests has a column for. */
  readonly argument: 'layout' | 'picture';
  /** Options that name a file to be read. */
  readonly fileOptions: readonly string[];
  /** Adds description, argument and options. */
  readonly declare: (command: Command) => Command;
  /** Reads and checks all that can be, before a pack is loaded. */
  prepare(file: string | undefined, options: TaskOptions, context: CommandContext): Promise<PreparedTask>;
}

const pictureHelp = 'a PNG, JPEG, WebP, TIFF, GIF or AVIF';

// The work of each is loaded, and with it the engine and ONNX Runtime, only when it runs: help stays quick.

const paint: Task = {
  name: 'paint',
  argument: 'layout',
  fileOptions: ['edit'],
  declare: (command) =>
    withPaintingOptions(
      command
        .description('Paint pictures from a layout, a prompt, a scene, or any of them together.')
        .argument('[LAYOUT.png]', 'a PNG of class ids or colours: ours, COCO-Stuff’s or ADE20K’s')
        .addOption(sizeOption('the layout’s shape at the pack’s native size'))
        .addOption(wrapOption())
        .option(
          '--edit <file>',
          'a picture painted from an earlier layout: only what changed is painted again',
        )
        .addOption(classesOption()),
    ),
  async prepare(layout: string | undefined, options: PaintOptions, context) {
    const { preparePaint } = await import('./paint.ts');
    return preparePaint(layout, options, context);
  },
};

const imageToImage: Task = {
  name: 'img2img',
  argument: 'picture',
  fileOptions: ['layout'],
  declare: (command) =>
    withPaintingOptions(
      withLayoutOption(
        command
          .description('Paint pictures that begin from another picture, or from rough strokes of colour.')
          .argument('<PICTURE>', pictureHelp)
          .addOption(
            strengthOption(
              'how far to leave it: above 0, which keeps nearly all, up to 1',
              modeDefaults.strength,
            ),
          )
          .addOption(sizeOption('the picture’s own'))
          .addOption(wrapOption()),
      ),
    ),
  async prepare(picture: string, options: ImageToImageOptions, context) {
    const { prepareImageToImage } = await import('./image-to-image.ts');
    return prepareImageToImage(picture, options, context);
  },
};

const inpaint: Task = {
  name: 'inpaint',
  argument: 'picture',
  fileOptions: ['layout', 'mask'],
  declare: (command) =>
    withPaintingOptions(
      withLayoutOption(
        withSeamOptions(
          command
            .description('Paint what a mask covers anew; all else stays as it is, to the bit.')
            .argument('<PICTURE>', pictureHelp)
            .requiredOption(
              '--mask <file>',
              'a PNG of the same size: white, or what is drawn, is painted anew',
            )
            .option('--invert', 'the mask covers what is to stay')
            .addOption(strengthOption('how far to leave what is there; 1 keeps nothing', 1))
            .addOption(wrapOption()),
        ),
      ),
    ),
  async prepare(picture: string, options: InpaintOptions, context) {
    const { prepareInpaint } = await import('./inpaint.ts');
    return prepareInpaint(picture, options, context);
  },
};

const outpaint: Task = {
  name: 'outpaint',
  argument: 'picture',
  fileOptions: ['layout'],
  declare: (command) =>
    withPaintingOptions(
      withLayoutOption(
        withSeamOptions(
          withMargins(
            command
              .description(
                'Paint on beyond the edges of a picture; the rest of it stays as it is, to the bit.',
              )
              .argument('<PICTURE>', pictureHelp),
          ),
        ),
        'of the picture, or of the whole result where it has that size',
      ),
    ),
  async prepare(picture: string, options: OutpaintOptions, context) {
    const { prepareOutpaint } = await import('./outpaint.ts');
    return prepareOutpaint(picture, options, context);
  },
};

const upscale: Task = {
  name: 'upscale',
  argument: 'picture',
  fileOptions: [],
  declare: (command) =>
    withPaintingOptions(
      command
        .description('Make a picture larger, with detail that mere enlarging has not.')
        .argument('<PICTURE>', pictureHelp)
        .addOption(scaleOption())
        .addOption(sizeOption('what --scale says'))
        .addOption(wrapOption()),
    ),
  async prepare(picture: string, options: UpscaleOptions, context) {
    const { prepareUpscale } = await import('./upscale.ts');
    return prepareUpscale(picture, options, context);
  },
};

const restore: Task = {
  name: 'restore',
  argument: 'picture',
  fileOptions: [],
  declare: (command) =>
    withPaintingOptions(
      command
        .description('Mend a picture that is blurred or noisy, at its own size.')
        .argument('<PICTURE>', pictureHelp)
        .addOption(damageOption())
        .addOption(wrapOption()),
    ),
  async prepare(picture: string, options: RestoreOptions, context) {
    const { prepareRestore } = await import('./restore.ts');
    return prepareRestore(picture, options, context);
  },
};

const segment: Task = {
  name: 'segment',
  argument: 'picture',
  fileOptions: [],
  declare: (command) =>
    withEngineOptions(
      withOut(
        command
          .description('Make a layout of a picture: what the pack’s segmenter sees where.')
          .argument('<PICTURE>', pictureHelp),
      ),
    ),
  async prepare(picture: string, options: TaskOptions, context) {
    const { prepareSegment } = await import('./segment.ts');
    return prepareSegment(picture, options, context);
  },
};

/** Every such command, in the order of the help. */
export const tasks: readonly Task[] = [paint, imageToImage, inpaint, outpaint, upscale, restore, segment];

/** The files that a command reads, its argument first. */
export function inputsOf(task: Task, file: string | undefined, options: TaskOptions): string[] {
  const named = new Map<string, unknown>(Object.entries(options));
  return [file, ...task.fileOptions.map((option) => named.get(option))].filter(
    (input) => typeof input === 'string',
  );
}
