import { describe, expect, it } from 'vitest';
import { galleryQuery, isWholeGallery, monthPeriod, recentMonths, wholeGallery } from './gallery-search.ts';

describe('galleryQuery', () => {
  const now = new Date(2026, 10, 25, 15, 30);

  it('asks for everything when nothing is narrowed down', () => {
    expect(galleryQuery(wholeGallery, now)).toEqual({});
    expect(isWholeGallery(wholeGallery)).toBe(true);
  });

  it('begins days at midnight', () => {
    expect(galleryQuery({ ...wholeGallery, period: 'today' }, now)).toEqual({
      sinceMs: new Date(2026, 10, 25).getTime(),
    });
    expect(galleryQuery({ ...wholeGallery, period: 'week' }, now)).toEqual({
      sinceMs: new Date(2026, 10, 19).getTime(),
    });
  });

  it('finds what is of a calendar month, and what is older than those that can be chosen', () => {
    const months = recentMonths(new Date(2026, 0, 31));
    expect(months.slice(0, 2).map(monthPeriod)).toEqual(['2026-1', '2025-12']);
    expect(galleryQuery({ ...wholeGallery, period: monthPeriod(months[1]!) }, now)).toEqual({
      sinceMs: new Date(2025, 11, 1).getTime(),
      beforeMs: new Date(2026, 0, 1).getTime(),
    });
    expect(galleryQuery({ ...wholeGallery, period: 'earlier' }, now)).toEqual({
      beforeMs: recentMonths(now).at(-1)!.getTime(),
    });
  });

  it('puts all filters together', () => {
    const search = {
      words: '  lake ',
      pack: 'tiny',
      isStarred: true,
      period: 'all',
      projectId: 'p1',
    } as const;
    expect(galleryQuery(search, now)).toEqual({
      words: 'lake',
      pack: 'tiny',
      isStarred: true,
      projectId: 'p1',
    });
    expect(isWholeGallery(search)).toBe(false);
  });
});
