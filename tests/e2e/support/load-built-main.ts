import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as RecordedElectron from './recorded-electron.ts';

const root = join(import.meta.dirname, '../../..');
const standIn = pathToFileURL(join(import.meta.dirname, 'recorded-electron.ts')).href;

/** Loads the built main process with the stand-in for Electron, which is answered; the program has only begun to start. */
export async function loadBuiltMain(): Promise<typeof RecordedElectron> {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
  });
  await import(pathToFileURL(join(root, 'out/main/index.js')).href);
  return import('./recorded-electron.ts');
}
