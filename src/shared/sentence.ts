/**
 * A sentence with its values apart, so that it can be said in another language after it has crossed a process boundary.
 * The pattern is the sentence in English with `{0}`, `{1}` … where the values belong; it is the key of its translations.
 */
export interface Sentence {
  readonly pattern: string;
  readonly values: readonly SentenceValue[];
}

/** Names, numbers and what others say stay as they are; parts of a sentence are translated as well; lists have commas. */
export type SentenceValue = string | number | Sentence | readonly SentenceValue[];

/** Nobody reads more, of what a library complains about or a file says. */
export const MAX_VALUE_LENGTH = 4000;

/** Tag of a template: sentence`“${path}” is empty.` is the pattern `“{0}” is empty.` with one value. */
export function sentence(parts: TemplateStringsArray, ...values: readonly SentenceValue[]): Sentence {
  const pattern = parts.reduce((before, part, index) => `${before}{${index - 1}}${part}`);
  return { pattern, values: values.map(clipped) };
}

function clipped(value: SentenceValue): SentenceValue {
  return typeof value === 'string' ? value.slice(0, MAX_VALUE_LENGTH) : value;
}

/** A word of the studio's own, such as the name of a class, as a value that is translated. */
export function term(word: string): Sentence {
  return { pattern: word, values: [] };
}

/** The sentence in English, or in the language whose patterns are given where they have it. */
export function say(
  { pattern, values }: Sentence,
  translated: Readonly<Record<string, string>> = {},
): string {
  return (translated[pattern] ?? pattern).replace(/\{(\d+)\}/g, (place, index: string) =>
    sayValue(values[Number(index)] ?? place, translated),
  );
}

function sayValue(value: SentenceValue, translated: Readonly<Record<string, string>>): string {
  if (typeof value !== 'object') return String(value);
  return 'pattern' in value
    ? say(value, translated)
    : value.map((one) => sayValue(one, translated)).join(', ');
}
