import { describe, expect, it } from 'vitest';
import { placeHash, placeOfHash, type Place } from './place.ts';

describe('the place in the studio', () => {
  it.each<Place>([
    { screen: 'start', projectId: undefined },
    { screen: 'editor', projectId: 'abc1' },
    { screen: 'gallery', projectId: 'abc1' },
    { screen: 'gallery', projectId: undefined },
    { screen: 'bin', projectId: undefined },
  ])('comes back from its address: %o', (place) => {
    expect(placeOfHash(placeHash(place))).toEqual(place);
  });

  it('has the plain address for the start screen, whatever is open behind it', () => {
    expect(placeHash({ screen: 'start', projectId: 'abc1' })).toBe('');
  });

  it.each(['', '#', '#token=abc', '#screen=editor', '#project=../x&screen=editor', '#screen=elsewhere'])(
    'is the start screen for %j',
    (hash) => {
      expect(placeOfHash(hash)).toEqual({ screen: 'start', projectId: undefined });
    },
  );
});
