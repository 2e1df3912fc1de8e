import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/**
 * A document with other content between `<!-- NAME, by … -->` and `<!-- end of NAME -->`, formatted.
 *
 * @returns the document as it is and as it is to be
 */
export async function replaceSection(
  file: string,
  name: string,
  content: string,
): Promise<{ before: string; after: string }> {
  const before = readFileSync(file, 'utf8');
  const section = new RegExp(`(<!-- ${name}, by [^\n]* -->\n)[^]*?(<!-- end of ${name} -->)`);
  if (!section.test(before)) throw new Error(`${file} has no section for the ${name}.`);
  const replaced = before.replace(
    section,
    (_match, start: string, end: string) => `${start}\n${content}\n\n${end}`,
  );
  return { before, after: await format(replaced, { ...(await resolveConfig(file)), parser: 'markdown' }) };
}
