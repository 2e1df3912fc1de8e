import type { RouteInput } from '../../shared/routes/routes.ts';

/** What the gallery is narrowed down to. */
export interface GallerySearch {
  readonly words: string;
  readonly pack: string | undefined;
  readonly isStarred: boolean;
  readonly period: 'all' | 'today' | 'week' | 'month';
  readonly projectId: string | undefined;
}

export const wholeGallery: GallerySearch = {
  words: '',
  pack: undefined,
  isStarred: false,
  period: 'all',
  projectId: undefined,
};

const periodDays = { today: 0, week: 6, month: 29 } as const;

/** The search as the host takes it; days begin at midnight where the artist is. */
export function galleryQuery(
  search: GallerySearch,
  now: Date,
): Omit<RouteInput<'gallery.page'>, 'offset' | 'limit'> {
  const words = search.words.trim().slice(0, 200);
  const days = search.period === 'all' ? undefined : periodDays[search.period];
  return {
    ...(words !== '' && { words }),
    ...(search.pack !== undefined && { pack: search.pack }),
    ...(search.projectId !== undefined && { projectId: search.projectId }),
    ...(search.isStarred && { isStarred: true }),
    ...(days !== undefined && {
      sinceMs: new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime(),
    }),
  };
}

/** Whether anything is narrowed down at all. */
export function isWholeGallery(search: GallerySearch): boolean {
  return Object.keys(galleryQuery(search, new Date(0))).length === 0;
}
