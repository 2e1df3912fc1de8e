import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createDocument, setGeneration } from '../../document/index.ts';
import { generationSettingsSchema } from '../../shared/document-format.ts';
import { commands, labelKey, menuNames } from '../../shared/commands.ts';
import english from '../../shared/languages/en.json' with { type: 'json' };
import vietnamese from '../../shared/languages/vi.json' with { type: 'json' };
import vietnameseSentences from '../../shared/languages/vi.sentences.json' with { type: 'json' };
import { emptyFile } from '../../shared/errors.ts';
import { palette } from '../../shared/palette.ts';
import { samplerNames } from '../../shared/sampler-names.ts';
import { say } from '../../shared/sentence.ts';
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

  it('head an empty file with other words than those below', () => {
    const { message } = emptyFile().value;
    const words = (text: string) => text.toLowerCase().replace(/\b(the|this|này)\b|[.\s]/gu, '');
    for (const [language, entries] of Object.entries({ en: {}, vi: vietnameseSentences })) {
      const heading = texts[language as 'en' | 'vi'].get('errors.FILE_EMPTY')!;
      expect(words(heading)).not.toBe(words(say(message, entries)));
    }
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

  it('have one word for a class in Vietnamese', () => {
    expect([...texts.vi].filter(([, text]) => /loại cảnh/i.test(text))).toEqual([]);
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
    const document = createDocument({ width: 64, height: 64 });
    for (const field of Object.keys(generationSettingsSchema.shape)) {
      const fields = { [field]: document.generation[field as keyof typeof document.generation] };
      labels.push(`steps.${setGeneration(document, fields).label}`);
    }
    expect([...new Set(labels)].filter((label) => !known.has(label))).toEqual([]);
  });
});

describe('the sentences of host and engine', () => {
  const patterns = sentencesIn(join(renderer, '..'));
  /** What a pack can take, as its manifest says; a layout is spoken of elsewhere as well. */
  const conditions = ['text', 'class', 'inpaint', 'degraded'];

  it('are found', () => {
    expect(patterns).toContain('There is no room left for “{0}”.');
    expect(patterns.size).toBeGreaterThan(250);
  });

  it('are translated, each of them, and no other', () => {
    const wanted = [...patterns].filter((pattern) => !(pattern in vietnamese.classes));
    expect(wanted.filter((pattern) => !(pattern in vietnameseSentences))).toEqual([]);
    expect(
      Object.keys(vietnameseSentences).filter(
        (pattern) => !patterns.has(pattern) && !conditions.includes(pattern),
      ),
    ).toEqual([]);
  });

  it('keep their values in translation', () => {
    const places = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([place]) => place).sort();
    for (const [pattern, text] of Object.entries(vietnameseSentences)) {
      expect([pattern, places(text)]).toEqual([pattern, places(pattern)]);
    }
  });
});

/** The pattern of every tagged template below a folder but those of the command line, which speaks English. */
function sentencesIn(folder: string): Set<string> {
  const patterns = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.startsWith('cli')) continue;
    const source = readFileSync(join(folder, file), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sentence') {
        patterns.add(patternOf(node.template));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  }
  return patterns;
}

function patternOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (before, { literal }, index) => `${before}{${index}}${literal.text}`,
    template.head.text,
  );
}
