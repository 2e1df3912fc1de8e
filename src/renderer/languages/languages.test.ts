import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands, labelKey, menuNames } from '../../shared/commands.ts';
import english from '../../shared/languages/en.json' with { type: 'json' };
import vietnamese from '../../shared/languages/vi.json' with { type: 'json' };
import { palette } from '../../shared/palette.ts';
import { samplerNames } from '../../shared/sampler-names.ts';
import { toolNames } from '../state/tool-state.svelte.ts';

type Texts = { [key: string]: string | Texts };

function leaves(texts: Texts, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') found.set(path + key, value);
    else for (const [inner, text] of leaves(value, `${path}${key}.`)) found.set(inner, text);
  }
  return found;
}

const texts = { en: leaves(english), vi: leaves(vietnamese) };
/** Without the endings of plurals, of which languages have more or fewer. */
const singular = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const known = new Set([...texts.en.keys()].map(singular));

const renderer = join(import.meta.dirname, '..');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => ({ file, source: readFileSync(join(renderer, file), 'utf8') }));

describe('the language files', () => {
  it('have the same keys', () => {
    expect([...new Set([...texts.vi.keys()].map(singular))].sort()).toEqual([...known].sort());
  });

  it('have the plurals that each language needs', () => {
    for (const [language, entries] of Object.entries(texts)) {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      const plurals = new Set([...entries.keys()].filter((key) => singular(key) !== key).map(singular));
      const missing = [...plurals].flatMap((key) =>
        pluralCategories.map((category) => `${key}_${category}`).filter((name) => !entries.has(name)),
      );
      expect([language, missing]).toEqual([language, []]);
    }
  });

  it('say something for every key', () => {
    for (const language of Object.values(texts)) {
      expect([...language].filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  it('fill in the same values', () => {
    const values = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of texts.vi) {
      expect([key, values(text)]).toEqual([key, values(texts.en.get(key))]);
    }
  });

  it('have every key that the renderer asks for by name', () => {
    const missing = sources.flatMap(({ file, source }) =>
      [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g), ...source.matchAll(/\? '([\w]+\.[\w.]+)' : '/g)]
        .map((match) => match[1]!)
        .filter((key) => !known.has(key))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('have keys for every name that the renderer puts together', () => {
    const missing = sources.flatMap(({ file, source }) =>
      [...source.matchAll(/\bt\(\s*`([\w.]+\.)\$\{/g)]
        .map((match) => match[1]!)
        .filter((prefix) => ![...known].some((key) => key.startsWith(prefix)))
        .map((prefix) => `${file}: ${prefix}`),
    );
    expect(missing).toEqual([]);
  });

  it('name every command, class, tool and sampler', () => {
    const names = [
      ...[...commands.keys()].map((id) => `commands.${labelKey(id)}`),
      ...menuNames.map((name) => `menus.${name}`),
      ...palette.map(({ name }) => `classes.${name}`),
      ...toolNames.flatMap((name) => [`tools.names.${name}`, `tools.hints.${name}`]),
      ...samplerNames.map((name) => `samplers.${name}`),
    ];
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('name every step that can be undone', () => {
    const folders = [join(renderer, '..', 'document', 'commands'), renderer];
    const labels = folders
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
          .map((file) => readFileSync(join(folder, file), 'utf8')),
      )
      .flatMap((source) => [
        ...source.matchAll(/\bcommit\(\s*'(\w+)'/g),
        ...source.matchAll(/\{\s*label: '(\w+)',\s*patch/g),
        ...source.matchAll(/(?:Layer|Bitmap|Tiles)\([^()]*(?:\([^()]*\)[^()]*)*, '(\w+)'\)/g),
      ])
      .map((match) => `steps.${match[1]}`);
    expect(labels.length).toBeGreaterThan(20);
    expect([...new Set(labels)].filter((label) => !known.has(label))).toEqual([]);
  });
});
