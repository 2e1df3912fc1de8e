import vietnamese from './vi.json' with { type: 'json' };
import vietnameseSentences from './vi.sentences.json' with { type: 'json' };

/** What `say` is given for each language. The names of classes are said inside of sentences as well. */
export const sentences: Readonly<Record<'en' | 'vi', Readonly<Record<string, string>>>> = {
  en: {},
  vi: { ...vietnameseSentences, ...vietnamese.classes },
};
