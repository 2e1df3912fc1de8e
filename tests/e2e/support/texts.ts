import i18next from 'i18next';
import english from '../../../src/shared/languages/en.json' with { type: 'json' };
import vietnamese from '../../../src/shared/languages/vi.json' with { type: 'json' };

export type LanguageCode = 'en' | 'vi';
export type Texts = (key: string, values?: Record<string, string | number>) => string;

const languages = i18next.createInstance();
void languages.init({
  initAsync: false,
  resources: { en: { translation: english }, vi: { translation: vietnamese } },
  interpolation: { escapeValue: false },
});

/** What the interface says in a language, by the keys of the language files. */
export function textsOf(code: LanguageCode): Texts {
  return (key, values = {}) => languages.t(key, { ...values, lng: code });
}
