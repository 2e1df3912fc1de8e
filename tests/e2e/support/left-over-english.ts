import type { Page } from '@playwright/test';
import englishTexts from '../../../src/shared/languages/en.json' with { type: 'json' };
import vietnamese from '../../../src/shared/languages/vi.json' with { type: 'json' };

interface Texts {
  readonly [key: string]: string | Texts;
}

function leaves(texts: Texts): string[] {
  return Object.values(texts).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)));
}

const translated = new Set(leaves(vietnamese).map((text) => text.toLowerCase()));
const english = leaves(englishTexts)
  .map((text) => text.toLowerCase())
  .filter((text) => !translated.has(text));
const plain = new Set(english);
/** Texts with values, whatever these are. */
const filled = english
  .filter((text) => text.includes('{{'))
  .map((text) => {
    const parts = text.split(/\{\{[^}]*\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`);
  });

function isEnglish(text: string): boolean {
  return plain.has(text) || filled.some((pattern) => pattern.test(text));
}

/** English texts of the interface on a page that speaks Vietnamese: seen, or said by a screen reader. */
export async function leftOverEnglish(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const isHeard = (element: Element | null): boolean =>
      // A part that says that it is in another language may be.
      element?.closest<HTMLElement>('[lang]')?.lang === 'vi' &&
      element.checkVisibility({ visibilityProperty: true });
    const names = ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt'];
    const texts = [document.title];
    for (const element of document.body.querySelectorAll('*')) {
      if (isHeard(element)) texts.push(...names.map((name) => element.getAttribute(name) ?? ''));
    }
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      if (isHeard(nodes.currentNode.parentElement)) texts.push(nodes.currentNode.textContent ?? '');
    }
    return texts.map((text) => text.replace(/\s+/g, ' ').trim().toLowerCase());
  });
  // Several texts may stand in one line.
  const parts = said
    .filter((text) => !translated.has(text))
    .flatMap((text) => [text, ...text.split(/ · |: |, | – /)]);
  return [...new Set(parts)].filter(isEnglish);
}
