import { describe, expect, it } from 'vitest';
import type { Job } from '../../shared/job.ts';
import { finishedPicture, missingPictures, stageVariant } from './staging-strip.ts';

const frame = { x: 1, y: 2, width: 3, height: 4 };

const variant = (number: number, isStarred = false) => ({
  item: { id: `p${number}`, createdMs: number, isStarred },
});

const job = (number: number, fields: Partial<Job> = {}): Job => ({
  id: `j${number}`,
  state: 'done',
  createdMs: number,
  pictureId: `p${number}`,
  frame,
  summary: { prompt: '', width: 64, height: 64, seed: 1, steps: 4, pack: 'tiny' },
  ...fields,
});

const ids = (variants: readonly { item: { id: string } }[]) => variants.map(({ item }) => item.id);

/** A strip of so many, each staged after the other. */
function filled(count: number, starred: readonly number[] = [], heldIds: string[] = []) {
  let strip: readonly ReturnType<typeof variant>[] = [];
  for (let number = 0; number < count; number++) {
    strip = stageVariant(strip, variant(number, starred.includes(number)), heldIds).kept;
  }
  return ids(strip);
}

describe('the strip', () => {
  it('keeps the longest press of the button whole, beside the two that are looked at', () => {
    expect(filled(66)).toHaveLength(66);
  });

  it('lets the oldest go first, never what is looked at, and starred ones only at last', () => {
    const strip = filled(100, [0, 2], ['p1']);
    expect(strip).toHaveLength(96);
    expect(strip.slice(0, 5)).toEqual(['p0', 'p1', 'p2', 'p7', 'p8']);
    const allStarred = filled(
      98,
      Array.from({ length: 97 }, (_, number) => number),
    );
    expect(allStarred.slice(0, 2)).toEqual(['p2', 'p3']);
    expect(allStarred.at(-1)).toBe('p97');
  });

  it('stands in the order of painting, whichever file comes first', () => {
    const { kept, evicted } = stageVariant([variant(1), variant(3)], variant(2), []);
    expect(ids(kept)).toEqual(['p1', 'p2', 'p3']);
    expect(evicted).toEqual([]);
  });
});

describe('what the strip lacks', () => {
  it('is what was finished and is not known, oldest first, each in its own frame', () => {
    const jobs = [
      job(3),
      job(1, { frame: { ...frame, x: 50 } }),
      job(2),
      job(4, { state: 'failed', pictureId: undefined }),
      job(5, { state: 'running', pictureId: undefined }),
    ];
    expect(missingPictures(jobs, (id) => id === 'p2')).toEqual([
      { pictureId: 'p1', frame: { ...frame, x: 50 } },
      { pictureId: 'p3', frame },
    ]);
  });

  it('is no more than the strip keeps, and nothing older takes the place of what was taken off', () => {
    const jobs = Array.from({ length: 150 }, (_, number) => job(number));
    const missing = missingPictures(jobs, (id) => id === 'p149');
    expect(missing).toHaveLength(95);
    expect(missing[0]!.pictureId).toBe('p54');
  });

  it('leaves out pictures whose place nobody knows', () => {
    expect(finishedPicture(job(1, { frame: undefined }))).toBeUndefined();
  });
});
