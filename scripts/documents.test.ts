import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { errorCodes, UmberError } from '../src/shared/errors.ts';
import { sentence } from '../src/shared/sentence.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md', 'src/**/*.md', 'training/*.md'], { cwd: root });

describe('the documents', () => {
  it.each(documents)('%s links to what is there', (file) => {
    const links = [...read(file).matchAll(/(?<!!)\[[^\]]*\]\((?!https?:|#)([^)#\s]+)/g)].map(
      ([, link]) => link!,
    );
    const missing = links.filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(missing).toEqual([]);
  });

  it.each(documents)('%s names only npm commands that exist', (file) => {
    const commands = [...read(file).matchAll(/\bnpm run ([a-z0-9:]+)/g)].map(([, name]) => name!);
    expect(commands.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([]);
  });

  it('give a reason for every dependency', () => {
    const [, reasons = ''] = read('CONTRIBUTING.md').split('## Dependencies');
    const names = new Set(reasons.match(/[@\w][\w./@-]*/g));
    const all = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(all.filter((name) => !names.has(name))).toEqual([]);
  });

  it('list every exit status', () => {
    const [, table = ''] = read('README.md').split('**Exit codes**');
    const listed = [...table.matchAll(/^\| (\d+) +\|/gm)].map(([, status]) => Number(status));
    const statuses = errorCodes.map(
      (code) => new UmberError(code, sentence``, { advice: sentence`` }).exitCode,
    );
    for (const status of [0, 7, ...statuses]) expect(listed).toContain(status);
  });
});
