import i18next, { type i18n } from 'i18next';
import english from '../../shared/languages/en.json';
import vietnamese from '../../shared/languages/vi.json';
import { sentences } from '../../shared/languages/sentences.ts';
import { say, type Sentence } from '../../shared/sentence.ts';
import type { Settings } from '../../shared/settings.ts';

export type LanguageCode = 'en' | 'vi';

/** Languages by their own names. */
export const languageNames: Readonly<Record<LanguageCode, string>> = { en: 'English', vi: 'Tiếng Việt' };

/** Texts, numbers and dates in the language chosen; what reads them is drawn anew when it changes. */
export class Language {
  code: LanguageCode = $state('en');
  /** The same as it is written where the artist lives, as far as the browser tells: `en-GB`. */
  #locale = $state('en');
  readonly #i18n: i18n;

  constructor() {
    this.#i18n = i18next.createInstance();
    void this.#i18n.init({
      initAsync: false,
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { translation: english }, vi: { translation: vietnamese } },
      interpolation: {
        // Svelte escapes what it shows.
        escapeValue: false,
      },
    });
  }

  /** Follows the settings; `system` is the first of the browser's languages that there is. */
  choose(language: Settings['language'], browserLanguages: readonly string[] = navigator.languages): void {
    this.code = language === 'system' ? matchLanguage(browserLanguages) : language;
    this.#locale = browserLanguages.find((each) => codeOf(each) === this.code) ?? this.code;
    void this.#i18n.changeLanguage(this.code);
  }

  /** The text of a key of the language files, with `{{values}}` filled in; `count` chooses the plural. */
  readonly t = (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    // Read here, so that the text is looked up again when the language changes.
    const lng = this.code;
    return this.#i18n.t(key, { ...values, lng });
  };

  /** What the host or the engine says. */
  say(sentence: Sentence): string {
    return say(sentence, sentences[this.code]);
  }

  /** Whether the language files have such a key. */
  has(key: string): boolean {
    return this.#i18n.exists(key, { lng: this.code });
  }

  /** With a capital, as a label of its own; names of classes are written small inside sentences. */
  capitalised(text: string): string {
    return text.charAt(0).toLocaleUpperCase(this.code) + text.slice(1);
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return new Intl.NumberFormat(this.#locale, options).format(value);
  }

  /** As it is typed: with the decimal sign of the language, but ungrouped. */
  typedNumber(value: number): string {
    return this.number(value, { useGrouping: false, maximumFractionDigits: 4 });
  }

  percent(share: number): string {
    return this.number(share, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 });
  }

  /** `0.8s`, `14s`, `2m`, from milliseconds. */
  duration(ms: number): string {
    const seconds = ms / 1000;
    if (seconds < 10) return this.#unit(seconds, 'second', seconds < 1 ? 2 : 1);
    if (seconds < 90) return this.#unit(seconds, 'second', 0);
    if (seconds < 5400) return this.#unit(seconds / 60, 'minute', 0);
    return this.#unit(seconds / 3600, 'hour', 1);
  }

  /** `640MB`, `1.2GB`, in powers of a thousand as file managers count. */
  bytes(count: number): string {
    if (count < 999_500) return this.#unit(count / 1e3, 'kilobyte', 0);
    if (count < 999_500_000) return this.#unit(count / 1e6, 'megabyte', 0);
    return this.#unit(count / 1e9, 'gigabyte', 1);
  }

  /** A calendar month with its year, as a label of its own. */
  month(day: Date): string {
    return this.capitalised(
      new Intl.DateTimeFormat(this.#locale, { month: 'long', year: 'numeric' }).format(day),
    );
  }

  date(ms: number): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
  }

  /** Of things in a list: with seconds where two of them would be told by the same words. */
  dates(times: readonly number[]): string[] {
    const precise = new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'medium' });
    const words = times.map((ms) => this.date(ms));
    const isShared = (word: string): boolean => words.indexOf(word) !== words.lastIndexOf(word);
    return words.map((word, index) => (isShared(word) ? precise.format(times[index]) : word));
  }

  day(ms: number): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium' }).format(ms);
  }

  #unit(value: number, unit: string, maximumFractionDigits: number): string {
    return this.number(value, { style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits });
  }
}

function matchLanguage(browserLanguages: readonly string[]): LanguageCode {
  for (const language of browserLanguages) {
    const code = codeOf(language);
    if (code === 'en' || code === 'vi') return code;
  }
  return 'en';
}

/** Of a browser's language, without its region: `en` of `en-GB`. */
function codeOf(browserLanguage: string): string | undefined {
  return browserLanguage.toLowerCase().split('-')[0];
}
