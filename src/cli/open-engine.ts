import { createEngine, providers, supportedProviders } from '../engine/index.ts';
import type { Engine, Provider } from '../engine/index.ts';
import { UmberError } from '../shared/errors.ts';
import type { CommandContext } from './command-context.ts';
import { findPack } from './find-pack.ts';

/** What a user may say about the engine. */
export interface EngineChoice {
  readonly pack?: string;
  readonly provider?: string;
  readonly threads?: number;
}

/** Loads the pack that was asked for, on exactly the provider that was. */
export async function openEngine(choice: EngineChoice, { output, signal }: CommandContext): Promise<Engine> {
  const provider = parseProvider(choice.provider);
  const packFolder = await findPack(choice.pack);
  output.progress({ part: 'loading', picture: 1, pictures: 1, step: 0, steps: 0 });
  const engine = await createEngine({ packFolder, provider, threads: choice.threads, signal });
  output.endProgress();
  return engine;
}

function parseProvider(name: string | undefined): Provider | undefined {
  if (name === undefined) return undefined;
  const found = providers.find((provider) => provider === name);
  if (found) return found;
  throw new UmberError('REQUEST_INVALID', `No provider is called “${name}”.`, {
    advice: `Umber knows ${providers.join(', ')}; here are: ${supportedProviders().join(', ')}.`,
  });
}
