import i18next from 'i18next';
import { expect, it } from 'vitest';
import english from '../../shared/languages/en.json';
import vietnamese from '../../shared/languages/vi.json';
import { progressWords } from './progress-words.ts';

it('says at which step a picture is, and from which it went on after a kill', async () => {
  const words = i18next.createInstance();
  await words.init({ resources: { en: { translation: english }, vi: { translation: vietnamese } } });
  const sampling = { part: 'sampling', step: 12, steps: 16 } as const;
  const inLanguage = (lng: string) => {
    const language = { t: (key: string, values = {}) => words.t(key, { ...values, lng }) };
    const loading = { part: 'loading', step: 0, steps: 0 } as const;
    return [loading, sampling, { ...sampling, remembered: 9 }].map((told) => progressWords(language, told));
  };
  expect(inLanguage('en')).toEqual([
    'Loading the model',
    'Step 12 of 16',
    'Step 12 of 16, went on at step 9',
  ]);
  expect(inLanguage('vi')).toEqual([
    'Đang nạp mô hình',
    'Bước 12 trên 16',
    'Bước 12 trên 16, tiếp tục từ bước 9',
  ]);
});
