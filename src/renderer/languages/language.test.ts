import { describe, expect, it, vi } from 'vitest';

// Nothing here is drawn, so that plain fields do for the reactive ones.
vi.stubGlobal('$state', <Value>(value: Value): Value => value);
const { Language } = await import('./language.svelte.ts');

const noon = new Date(2026, 10, 30, 12).getTime();

describe('a language', () => {
  it('writes dates as they are written where the artist lives', () => {
    const language = new Language();
    language.choose('system', ['en-GB', 'en-US']);
    expect(language.day(noon)).toBe('30 Nov 2026');
    language.choose('en', ['vi-VN', 'en-US', 'en-GB']);
    expect(language.day(noon)).toBe('Nov 30, 2026');
  });

  it('tells the seconds of times that share a minute, and of no others', () => {
    const language = new Language();
    language.choose('en', ['en-GB']);
    expect(language.dates([noon + 50_000, noon + 4_000, noon - 60_000])).toEqual([
      '30 Nov 2026, 12:00:50',
      '30 Nov 2026, 12:00:04',
      '30 Nov 2026, 11:59',
    ]);
  });

  it('says that one is deleted for good, or several', () => {
    const language = new Language();
    language.choose('en', ['en-GB']);
    expect([1, 2].map((count) => language.t('bin.askHint', { count }).split(' ')[0])).toEqual(['It', 'They']);
  });

  it('has its own dates and numbers where the browser speaks another one', () => {
    const language = new Language();
    language.choose('vi', ['en-GB']);
    expect(language.day(noon)).toBe('30 thg 11, 2026');
    expect(language.number(1234.5)).toBe('1.234,5');
  });

  it('counts one thread as one', () => {
    const language = new Language();
    language.choose('en', ['en-GB']);
    const used = (count: number) => language.t('settings.used', { provider: 'CPU', count });
    expect([used(1), used(2)]).toEqual([
      'Really used at present: CPU, 1 thread',
      'Really used at present: CPU, 2 threads',
    ]);
  });

  it('writes the numbers of fields with its decimal sign, and whole', () => {
    const language = new Language();
    language.choose('vi', ['vi']);
    expect([4.5, 0.0001, 4294967295].map((value) => language.typedNumber(value))).toEqual([
      '4,5',
      '0,0001',
      '4294967295',
    ]);
    language.choose('en', ['en-GB']);
    expect(language.typedNumber(1024.5)).toBe('1024.5');
  });
});
