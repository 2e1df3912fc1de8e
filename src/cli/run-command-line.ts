import { Command, Option } from 'commander';
import { umberVersion } from '../shared/version.ts';
import type { CommandContext } from './command-context.ts';
import { parseGuidance, parsePort, parseSize, parseWhole } from './parse-options.ts';
import type { PaintOptions } from './paint-options.ts';
import type { ReplayOptions } from './replay.ts';
import type { ServeOptions } from './serve.ts';

export interface CommandLineOptions extends CommandContext {
  readonly args: readonly string[];
}

const exitCodes = `
Exit codes:
  0    done; for replay: the pictures are identical
  1    a fault in Umber, or a Node that is too old
  2    the request is wrong: an option, a size, a sampler, a scene
  3    an input file is missing, damaged, or not what it should be
  4    a pack is missing, damaged, or lacks what was asked for
  5    the provider or the engine failed
  6    the result could not be written
  7    replay: the pictures differ
  130  cancelled with Ctrl-C; no file is left half-written

With --json the result is one JSON document on the standard output, and progress, notes and the error are JSON
objects on the standard error, one a line, each with an "event": progress, note or error. Without it, progress is a
bar on a terminal and plain lines elsewhere, on the standard error.

Packs are looked for in the bundled folder and in the folders that the variable UMBER_PACKS lists.`;

/**
 * Reads the arguments, runs the command they name, and returns its exit status.
 *
 * @throws CommanderError for wrong usage and after --help; UmberError from the command
 */
export async function runCommandLine({ args, ...context }: CommandLineOptions): Promise<number> {
  let exitCode = 0;
  const program = new Command('umber')
    .description('Paints pictures from layouts, on this machine alone.')
    .version(umberVersion, '--version')
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', exitCodes);

  // Commands load the engine, and with it ONNX Runtime, only when they run: help stays quick.
  const paintCommand = program
    .command('paint')
    .description('Paint pictures from a layout, a prompt, a scene, or any of them together.')
    .argument('[LAYOUT.png]', 'a PNG of class ids or colours: ours, COCO-Stuff’s or ADE20K’s')
    .option('--prompt <text>', 'what the picture shows')
    .option('--negative <text>', 'what it should stay away from')
    .option('--class <scene>', 'kind of scene, such as lake; "umber packs" lists what a pack knows')
    .option('--seed <number>', 'start of the noise; random where left out', parseWhole)
    .option('--steps <number>', 'sampling steps; the pack’s default where left out', parseWhole)
    .option('--guidance <strength>', 'one for all, or text=3,class=1.5,layout=2', parseGuidance)
    .option('--sampler <name>', 'such as euler, heun or dpmpp_2m; the pack’s default where left out')
    .option(
      '--size <WxH>',
      'in pixels; the layout’s shape at the pack’s native size where left out',
      parseSize,
    )
    .option('--count <number>', 'pictures, with seeds that count up', parseWhole, 1)
    .addOption(classesOption())
    .option('--out <path>', 'a .png file, replaced if it is there, or a folder; "." where left out');
  withEngineOptions(paintCommand).action(async (layout: string | undefined, options: PaintOptions) => {
    const { paint } = await import('./paint.ts');
    await paint(layout, options, context);
  });

  program
    .command('packs')
    .description('List the packs that are here, and what each can do.')
    .option('--json', 'print JSON')
    .option('--verbose', 'show the causes of errors')
    .action(async () => {
      const { packs } = await import('./packs.ts');
      await packs(context);
    });

  program
    .command('info')
    .description('Show how a picture was made: the recipe inside its PNG.')
    .argument('<FILE.png>')
    .option('--json', 'print JSON')
    .option('--verbose', 'show the causes of errors')
    .action(async (file: string) => {
      const { info } = await import('./info.ts');
      await info(file, context);
    });

  const replayCommand = program
    .command('replay')
    .description('Paint a picture again from its recipe: identical, or how different and why.')
    .argument('<FILE.png>')
    .option('--out <path>', 'also save the new picture: a .png file, or a folder');
  withEngineOptions(replayCommand).action(async (file: string, options: ReplayOptions) => {
    const { replay } = await import('./replay.ts');
    exitCode = await replay(file, options, context);
  });

  program
    .command('serve')
    .description('Open the studio for a browser on this machine; prints the address, with its token.')
    .option('--port <number>', 'where to listen', parsePort, 4318)
    .addOption(
      new Option('--address <address>', 'of this machine alone')
        .choices(['127.0.0.1', '::1'])
        .default('127.0.0.1'),
    )
    .option('--data <folder>', 'where projects and pictures are kept; the studio’s own where left out')
    .option('--packs <folder>', 'a folder of packs instead of the bundled one')
    .option('--new-token', 'make another token, and shut out whoever knows the old one')
    .option('--json', 'print JSON')
    .option('--verbose', 'show the causes of errors')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.ts');
      await serve(options, context);
    });

  for (const command of program.commands) {
    command.copyInheritedSettings(program).addHelpText('after', '\nExit codes: see "umber --help".');
  }
  await program.parseAsync([...args], { from: 'user' });
  return exitCode;
}

function withEngineOptions(command: Command): Command {
  return command
    .option('--pack <name>', 'a pack by name, or its folder; the bundled one where left out')
    .option('--provider <name>', 'cpu, cuda, dml, coreml or webgpu; never another than the one named')
    .option(
      '--threads <number>',
      'threads of the CPU provider; one per physical core where left out',
      parseWhole,
    )
    .option('--json', 'print JSON')
    .option('--verbose', 'show the causes of errors');
}

function classesOption(): Option {
  return new Option('--classes <set>', 'whose classes the layout uses; found out and reported where left out')
    .choices(['auto', 'umber', 'coco-stuff', 'ade20k'])
    .default('auto');
}
