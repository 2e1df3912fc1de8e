import { Option, type Command } from 'commander';
import type { ReadLayoutOptions } from '../engine/index.ts';
import { modeDefaults } from '../shared/document-format.ts';
import type { Guidance, Wrap } from '../shared/generation-request.ts';
import type { EngineChoice } from './open-engine.ts';
import {
  parseGuidance,
  parseMargin,
  parseNumber,
  parseSize,
  parseWhole,
  type Margin,
} from './parse-options.ts';

/** Of every command that makes files. */
export interface TaskOptions extends EngineChoice {
  readonly out?: string;
}

/** Of every command that paints. */
export interface PaintingOptions extends TaskOptions {
  readonly prompt?: string;
  readonly negative?: string;
  readonly class?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly guidance?: Partial<Guidance>;
  readonly sampler?: string;
  readonly count: number;
  readonly plain?: boolean;
}

/** Where a layout may be given beside a picture. */
export interface LayoutOptions extends ReadLayoutOptions {
  readonly layout?: string;
}

export interface SizeOptions {
  readonly size?: { readonly width: number; readonly height: number };
}

/** Of commands whose pictures may have edges that meet. */
export interface WrapOptions {
  readonly wrap?: Wrap;
}

export interface PaintOptions extends PaintingOptions, ReadLayoutOptions, SizeOptions, WrapOptions {
  readonly edit?: string;
}

export interface ImageToImageOptions extends PaintingOptions, LayoutOptions, SizeOptions, WrapOptions {
  readonly strength: number;
}

/** How the mask of a repainting is used. */
export interface SeamOptions {
  readonly feather: number;
  readonly context: number;
}

export interface InpaintOptions extends PaintingOptions, LayoutOptions, SeamOptions, WrapOptions {
  readonly mask: string;
  readonly invert?: boolean;
  readonly strength: number;
}

export interface OutpaintOptions extends PaintingOptions, LayoutOptions, SeamOptions {
  readonly left?: Margin;
  readonly right?: Margin;
  readonly top?: Margin;
  readonly bottom?: Margin;
}

export interface UpscaleOptions extends PaintingOptions, SizeOptions, WrapOptions {
  readonly scale?: number;
}

export interface RestoreOptions extends PaintingOptions, WrapOptions {
  readonly strength: number | 'auto';
}

/** Of every command at all. */
export function withCommonOptions(command: Command): Command {
  return command.option('--json', 'print JSON').option('--verbose', 'show the causes of errors');
}

/** Of every command that loads a pack. */
export function withEngineOptions(command: Command): Command {
  return withCommonOptions(
    command
      .option('--pack <name>', 'a pack by name, or its folder; the bundled one where left out')
      .option('--provider <name>', 'cpu, cuda, dml, coreml or webgpu; never another than the one named')
      .option(
        '--threads <number>',
        'threads of the CPU provider; one per physical core where left out',
        parseWhole,
      ),
  );
}

/** Of every command that paints; those of the engine and of the place for the pictures come last. */
export function withPaintingOptions(command: Command): Command {
  command
    .option('--prompt <text>', 'what the picture shows')
    .option('--negative <text>', 'what it should stay away from')
    .option('--class <scene>', 'kind of scene, such as lake; "umber packs" lists what a pack knows')
    .option('--seed <number>', 'start of the noise; random where left out', parseWhole)
    .option('--steps <number>', 'sampling steps; the pack’s default where left out', parseWhole)
    .option('--guidance <strength>', 'one for all, or text=3,class=1.5,layout=2', parseGuidance)
    .option('--sampler <name>', 'such as euler, heun or dpmpp_2m; the pack’s default where left out')
    .option('--count <number>', 'pictures, with seeds that count up', parseWhole, 1)
    .option('--plain', 'keep out of the PNG what it was made from: no recipe, layout, source or mask');
  return withEngineOptions(withOut(command));
}

/** Where pictures go. */
export function withOut(command: Command): Command {
  return command.option(
    '--out <path>',
    'a .png file, replaced if it is there, or a folder; "." where left out',
  );
}

/** A layout beside a picture; `what` says which where there may be a doubt. */
export function withLayoutOption(command: Command, what?: string): Command {
  const described = 'a PNG of class ids or colours, or a picture that carries its layout';
  return command
    .option('--layout <file>', what === undefined ? described : `${described}; ${what}`)
    .addOption(classesOption());
}

/** Whose classes a layout uses. */
export function classesOption(): Option {
  return new Option('--classes <set>', 'whose classes the layout uses; found out and reported where left out')
    .choices(['auto', 'umber', 'coco-stuff', 'ade20k'])
    .default('auto');
}

/** Edges that meet. */
export function wrapOption(): Option {
  return new Option(
    '--wrap <edges>',
    'a panorama whose left and right meet, or a tile that meets on all sides',
  ).choices(['horizontal', 'both']);
}

/** In pixels; `otherwise` says what happens without. */
export function sizeOption(otherwise: string): Option {
  return new Option('--size <WxH>', `in pixels, up to 8192 a side; ${otherwise} where left out`).argParser(
    parseSize,
  );
}

/** How much of a picture is painted over. */
export function strengthOption(description: string, value: number): Option {
  return new Option('--strength <number>', description).argParser(parseNumber).default(value);
}

/** How damaged a picture is taken to be. */
export function damageOption(): Option {
  return new Option('--strength <damage>', 'how damaged the picture is, 0 to 1; "auto" estimates it')
    .argParser((text) => (text === 'auto' ? text : parseNumber(text)))
    .default('auto');
}

/** How much is added to each side. */
export function withMargins(command: Command): Command {
  for (const side of ['left', 'right', 'top', 'bottom']) {
    command.option(`--${side} <margin>`, `what to add there: pixels, or a share such as 25%`, parseMargin);
  }
  return command;
}

/** How many times larger. */
export function scaleOption(): Option {
  return new Option('--scale <number>', 'how many times larger, above 1 up to 8; 2 where left out').argParser(
    parseNumber,
  );
}

/** How a repainted part joins what is around it. */
export function withSeamOptions(command: Command): Command {
  const { feather, context } = modeDefaults;
  return command
    .option('--feather <pixels>', 'width of the seam that blends old and new', parseNumber, feather)
    .option('--context <pixels>', 'how far around the part the model looks', parseNumber, context);
}
