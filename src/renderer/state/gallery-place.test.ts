import { describe, expect, it } from 'vitest';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import { findInGallery } from './gallery-place.ts';

const [a, b, c, fresh] = ['a', 'b', 'c', 'fresh'].map((id) => ({ id }) as GalleryItem);

describe('findInGallery', () => {
  it('follows a picture that newer ones have pushed on', () => {
    expect(findInGallery([a, b, c], 'b', 0)).toEqual({ place: 1, item: b, previous: a, next: c });
    expect(findInGallery([fresh, a, b, c], 'b', 1)).toEqual({ place: 2, item: b, previous: a, next: c });
  });

  it('has nothing beside the first and the last', () => {
    expect(findInGallery([a, b], 'a', 0).previous).toBeUndefined();
    expect(findInGallery([a, b], 'b', 0).next).toBeUndefined();
  });

  it('goes on from where a picture stood that the list holds no more', () => {
    expect(findInGallery([a, c], 'b', 1)).toEqual({
      place: 1,
      item: undefined,
      previous: a,
      next: c,
    });
  });

  it('has nothing beside it while its page has not come', () => {
    expect(findInGallery([a, undefined, undefined], 'c', 2)).toEqual({
      place: 2,
      item: undefined,
      previous: undefined,
      next: undefined,
    });
  });
});
