import type { RouteInput } from '../../shared/routes/routes.ts';

const periodDays = { today: 0, week: 6, month: 29 } as const;

/** So many calendar months can be chosen by name, this one first. */
const MONTHS = 12;

/** Some last days, a calendar month as `2026-11`, or what is older than all `recentMonths`. */
export type Period = 'all' | keyof typeof periodDays | 'earlier' | `${number}-${number}`;

/** What the gallery is narrowed down to. */
export interface GallerySearch {
  readonly words: string;
  readonly pack: string | undefined;
  readonly isStarred: boolean;
  readonly period: Period;
  readonly projectId: string | undefined;
}

export const wholeGallery: GallerySearch = {
  words: '',
  pack: undefined,
  isStarred: false,
  period: 'all',
  projectId: undefined,
};

/** The search as the host takes it; days begin at midnight where the artist is. */
export function galleryQuery(
  search: GallerySearch,
  now: Date,
): Omit<RouteInput<'gallery.page'>, 'offset' | 'limit'> {
  const words = search.words.trim().slice(0, 200);
  return {
    ...(words !== '' && { words }),
    ...(search.pack !== undefined && { pack: search.pack }),
    ...(search.projectId !== undefined && { projectId: search.projectId }),
    ...(search.isStarred && { isStarred: true }),
    ...timesOf(search.period, now),
  };
}

/** The first days of this calendar month and of those before it, newest first. */
export function recentMonths(now: Date): Date[] {
  return Array.from({ length: MONTHS }, (_, back) => new Date(now.getFullYear(), now.getMonth() - back, 1));
}

/** A calendar month as a period. */
export function monthPeriod(day: Date): Period {
  return `${day.getFullYear()}-${day.getMonth() + 1}`;
}

function timesOf(period: Period, now: Date): { sinceMs?: number; beforeMs?: number } {
  if (period === 'all') return {};
  if (period === 'earlier') return { beforeMs: recentMonths(now).at(-1)!.getTime() };
  if (period in periodDays) {
    const days = periodDays[period as keyof typeof periodDays];
    return { sinceMs: new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime() };
  }
  const [year, month] = period.split('-').map(Number);
  return {
    sinceMs: new Date(year!, month! - 1, 1).getTime(),
    beforeMs: new Date(year!, month!, 1).getTime(),
  };
}

/** Whether anything is narrowed down at all. */
export function isWholeGallery(search: GallerySearch): boolean {
  return Object.keys(galleryQuery(search, new Date(0))).length === 0;
}
