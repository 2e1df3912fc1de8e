import { describe, expect, it, vi } from 'vitest';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { Job } from '../../shared/job.ts';
import type { HostClient } from './host-client.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
vi.stubGlobal('$derived', plain);
const { Queue } = await import('./queue.svelte.ts');

const job = (number: number): Job => ({
  ...{ id: `j${number}`, state: 'done', createdMs: number, pictureId: `p${number}` },
  summary: { prompt: '', width: 64, height: 64, seed: 1, steps: 4, pack: 'tiny' },
});

/** A host with three painted pictures, and a page that has read its list. */
async function setUp() {
  let jobs = [1, 2, 3].map(job);
  const asked: string[][] = [];
  const away = { isAway: false };
  const host = {
    ask(route: string, input: { ids: string[] } | undefined) {
      if (away.isAway) {
        return Promise.reject(
          new UmberError('HOST_UNREACHABLE', sentence`Gone.`, { advice: sentence`Wait.` }),
        );
      }
      if (route === 'jobs.list') return Promise.resolve({ jobs, waiting: [], isPaused: false });
      expect(route).toBe('jobs.dismiss');
      const ids = input?.ids ?? [];
      asked.push(ids);
      jobs = jobs.map((old) => (ids.includes(old.id) ? { ...old, isDismissed: true } : old));
      return Promise.resolve(undefined);
    },
  } as unknown as HostClient;
  const page = async () => {
    const queue = new Queue(host);
    await queue.load();
    return queue;
  };
  return { queue: await page(), page, asked, away };
}

const dismissedOf = (queue: InstanceType<typeof Queue>) =>
  ['p1', 'p2', 'p3'].filter((id) => queue.isDismissed(id));

describe('a picture that was taken off the strip', () => {
  it('is off at once, and in a page that is loaded anew', async () => {
    const { queue, page, asked } = await setUp();
    const dismissing = queue.dismiss(['p1', 'p3']);
    expect(dismissedOf(queue)).toEqual(['p1', 'p3']);
    await dismissing;
    expect(asked).toEqual([['j1', 'j3']]);
    expect(dismissedOf(await page())).toEqual(['p1', 'p3']);
  });

  it('stays off while the host is away, which hears of it when it is back', async () => {
    const { queue, page, asked, away } = await setUp();
    away.isAway = true;
    await queue.dismiss(['p2']);
    expect(dismissedOf(queue)).toEqual(['p2']);
    away.isAway = false;
    await queue.load();
    expect(asked).toEqual([['j2']]);
    await queue.load();
    expect(asked).toHaveLength(1);
    expect(dismissedOf(await page())).toEqual(['p2']);
  });

  it('is off where the host says that another page took it off', async () => {
    const { queue } = await setUp();
    queue.receive({ kind: 'jobChanged', job: { ...job(2), isDismissed: true } });
    expect(dismissedOf(queue)).toEqual(['p2']);
  });
});
