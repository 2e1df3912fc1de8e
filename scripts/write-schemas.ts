import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { z } from 'zod';
import { packManifestSchema } from '../src/shared/pack-manifest.ts';

/** The JSON Schemas that other languages check against, made from the zod schemas; keyed by path in the repository. */
export async function renderSchemas(): Promise<Record<string, string>> {
  const packManifest = {
    title: 'Umber pack manifest',
    ...z.toJSONSchema(packManifestSchema, { target: 'draft-2020-12', io: 'input' }),
  };
  return {
    'resources/schemas/pack-manifest.schema.json': await format(JSON.stringify(packManifest), {
      parser: 'json',
      printWidth: 110,
    }),
  };
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  for (const [path, text] of Object.entries(await renderSchemas())) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
}
