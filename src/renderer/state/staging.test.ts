import { afterAll, describe, expect, it, vi } from 'vitest';
import { addLayer, createDocument, emptyBitmap, removeLayer } from '../../document/index.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { Job } from '../../shared/job.ts';
import type { ChangedPart } from './changed-part.svelte.ts';
import type { FramePicture } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
vi.stubGlobal('$derived', Object.assign(plain, { by: () => undefined }));
vi.stubGlobal('createImageBitmap', () => Promise.resolve({}));
afterAll(() => void vi.unstubAllGlobals());
const { OpenProject } = await import('./open-project.svelte.ts');
const { Queue } = await import('./queue.svelte.ts');
const { Results } = await import('./results.svelte.ts');
const { Staging } = await import('./staging.svelte.ts');

const frame = { x: 0, y: 0, width: 8, height: 8 };

function doneJob(pictureId: string): Job {
  const summary = { prompt: '', width: 8, height: 8, seed: 1, steps: 1, pack: 'tiny' };
  return {
    id: `job of ${pictureId}`,
    state: 'done',
    createdMs: 1,
    projectId: 'p',
    frame,
    summary,
    pictureId,
  };
}

/** A project with two painted pictures on its strip, and what the host was asked of them. */
async function setUp() {
  const asked: unknown[] = [];
  const host = {
    ask(route: string, input: { id?: string; revision?: number }) {
      if (route === 'jobs.dismiss') asked.push(input);
      if (route === 'projects.commit') return Promise.resolve({ revision: input.revision! + 1 });
      if (route !== 'gallery.picture') return Promise.resolve(undefined);
      const item = { id: input.id, createdMs: Number(input.id), width: 8, height: 8, isStarred: false };
      return Promise.resolve({ item, bytes: new Uint8Array() });
    },
  } as unknown as HostClient;
  const document = createDocument({ width: 64, height: 64 });
  const opened = {
    id: 'p',
    name: '',
    document: { ...document, layers: [] },
    revision: 0,
    undo: [],
    redo: [],
  };
  const project = new OpenProject(host, { ...opened, notices: [] });
  const queue = new Queue(host);
  const results = new Results(host);
  // Nothing derives here.
  Object.defineProperty(results, 'selected', {
    get: () => results.variants.find(({ item }) => item.id === results.selectedId),
  });
  Object.defineProperty(results, 'listed', { get: () => results.variants });
  const staging = new Staging({
    project,
    queue,
    results,
    changedPart: { follow: () => undefined } as unknown as ChangedPart,
    ownJobs: () => queue.jobs,
    onError: (cause) => expect.fail(String(cause)),
  });
  for (const id of ['1', '2']) {
    const job = doneJob(id);
    queue.receive({ kind: 'jobChanged', job });
    staging.jobChanged(job);
  }
  const ids = () => results.variants.map(({ item }) => item.id);
  await vi.waitFor(() => expect(ids()).toEqual(['1', '2']));
  const finish = (pictureId: string) => {
    const job = doneJob(pictureId);
    queue.receive({ kind: 'jobChanged', job });
    staging.jobChanged(job);
    return vi.waitFor(() => expect(ids()).toContain(pictureId));
  };
  return { project, results, staging, ids, asked, finish };
}

/** Makes a layer of the first variant. */
async function keepFirst({ project, results, staging }: Awaited<ReturnType<typeof setUp>>): Promise<string> {
  const { patch } = addLayer(project.document, { kind: 'picture', name: 'kept', bitmap: emptyBitmap(4) });
  project.commit('acceptVariant', patch);
  const layerId = project.document.layers.at(-1)!.id;
  await staging.kept(results.variants[0]!, layerId);
  return layerId;
}

describe('Staging', () => {
  it('gives a kept variant back when keeping it is undone, and takes it again when it is done again', async () => {
    const studio = await setUp();
    const { project, ids, staging, asked } = studio;
    await keepFirst(studio);
    expect(ids()).toEqual(['2']);
    expect(staging.shown.kind).toBe('nothing');
    project.undo();
    await vi.waitFor(() => expect(staging.shown).toMatchObject({ kind: 'variant', id: '1' }));
    expect(ids()).toEqual(['1', '2']);
    project.redo();
    await vi.waitFor(() => expect(ids()).toEqual(['2']));
    const dismissals = [true, false, true].map((isDismissed) => ({ ids: ['job of 1'], isDismissed }));
    expect(asked).toEqual(dismissals);
  });

  it('leaves it off where its layer is removed, or where it was taken off after it came back', async () => {
    const studio = await setUp();
    const { project, ids, staging } = studio;
    const layerId = await keepFirst(studio);
    project.commit('removeLayer', removeLayer(project.document, layerId).patch);
    project.undo();
    project.undo();
    await vi.waitFor(() => expect(ids()).toEqual(['1', '2']));
    await staging.dismiss('1');
    project.commit('setGeneration', []);
    project.undo();
    await new Promise((resolve) => setTimeout(resolve));
    expect(ids()).toEqual(['2']);
  });

  it('shows a live picture that was kept, unless a newer one is seen by then', async () => {
    const { staging, finish } = await setUp();
    const live = () => {
      staging.showLive({} as FramePicture, {} as GenerationRequest);
      return staging.shown;
    };
    staging.keepLive(live(), ['job of 3']);
    await finish('3');
    await vi.waitFor(() => expect(staging.shown).toMatchObject({ kind: 'variant', id: '3' }));
    staging.keepLive(live(), ['job of 4']);
    const newer = live();
    await finish('4');
    await new Promise((resolve) => setTimeout(resolve));
    expect(staging.shown).toBe(newer);
    // Any other picture is looked at as it comes.
    await finish('5');
    await vi.waitFor(() => expect(staging.shown).toMatchObject({ kind: 'variant', id: '5' }));
  });

  it('brings back in one go what was cleared away', async () => {
    const { staging, ids } = await setUp();
    const dismissed = staging.dismissAll();
    expect(ids()).toEqual([]);
    await staging.bringBack(dismissed);
    expect(ids()).toEqual(['1', '2']);
    expect(staging.shown).toMatchObject({ kind: 'variant', id: '2' });
  });
});
