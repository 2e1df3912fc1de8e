import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UmberError, type ErrorCode } from '../../shared/errors.ts';
import { sentence, term } from '../../shared/sentence.ts';
import { CommitQueue, type Durability } from './commit-queue.ts';
import { ProjectLifecycle } from './project-lifecycle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const fault = (code: ErrorCode) => new UmberError(code, term(code), { advice: sentence`Try again.` });

/** A project whose changes are made durable as `send` says. */
function createProject(id: string, send: () => Promise<number> = () => Promise.resolve(1)) {
  const project = {
    id,
    name: id,
    durability: { kind: 'saved' } as Durability,
    paint: () => commits.push({ kind: 'undo' }),
    flush: () => commits.flush(),
    resume: () => commits.resume(),
  };
  const commits = new CommitQueue(0, {
    send,
    onDurability: (durability) => (project.durability = durability),
  });
  return project;
}

/** A studio with a project open, whose host fails at the routes named. */
function createStudio(send?: () => Promise<number>) {
  const asked: string[] = [];
  const failing = new Map<string, ErrorCode>();
  const told: string[] = [];
  const studio = {
    asked,
    failing,
    told,
    /** Routes are answered once this is. */
    answered: new Map<string, Promise<void>>(),
    held: new Set(['old']),
    elsewhere: '',
    /** The other window does not let go. */
    isStuck: false,
    open: createProject('old', send) as ReturnType<typeof createProject> | undefined,
    isBusy: false,
  };
  const lifecycle = new ProjectLifecycle<ReturnType<typeof createProject>>({
    host: {
      ask: (name, input) => {
        asked.push(name);
        const code = failing.get(name);
        if (code) return Promise.reject(fault(code));
        const answer = { id: 'new', ...(input as object) } as never;
        return (studio.answered.get(name) ?? Promise.resolve()).then(() => answer);
      },
    },
    claims: {
      take(id) {
        if (id !== studio.elsewhere) studio.held.add(id);
        return Promise.resolve(studio.held.has(id));
      },
      takeOver(id) {
        asked.push(`take over ${id}`);
        if (!studio.isStuck) studio.held.add(id);
        return Promise.resolve(!studio.isStuck);
      },
      release: (id) => void studio.held.delete(id),
    },
    onElsewhere: (id) => told.push(`elsewhere: ${id}`),
    onStuck: () => told.push('stuck'),
    current: () => studio.open,
    enter: ({ id }) => (studio.open = createProject(id)),
    leave: () => (studio.open = undefined),
    onBusy: (isBusy) => (studio.isBusy = isBusy),
    onError: (error) => told.push((error as UmberError).code),
  });
  return { studio, lifecycle };
}

const unreachable = () => Promise.reject(fault('HOST_UNREACHABLE'));

describe('ProjectLifecycle', () => {
  it('opens the next project before it closes the one before', async () => {
    const { studio, lifecycle } = createStudio();
    expect(await lifecycle.open('next')).toBe(studio.open);
    expect(studio.open?.id).toBe('next');
    expect(studio.asked).toEqual(['projects.open', 'projects.close']);
  });

  it('holds the one that is open, and lets go of the one before', async () => {
    const { studio, lifecycle } = createStudio();
    await lifecycle.open('next');
    await vi.runAllTimersAsync();
    expect([...studio.held]).toEqual(['next']);
    studio.failing.set('projects.open', 'FILE_UNREADABLE');
    await lifecycle.open('damaged');
    expect([...studio.held]).toEqual(['next']);
    await lifecycle.open('next');
    expect([...studio.held]).toEqual(['next']);
    await lifecycle.close();
    expect([...studio.held]).toEqual([]);
  });

  it('holds one that is opened again while it is still being closed', async () => {
    const { studio, lifecycle } = createStudio();
    let close: () => void = () => undefined;
    studio.answered.set('projects.close', new Promise((resolve) => (close = resolve)));
    await lifecycle.open('next');
    const again = lifecycle.open('old');
    await vi.runAllTimersAsync();
    expect(studio.open?.id).toBe('next');
    close();
    expect((await again)?.id).toBe('old');
    await vi.runAllTimersAsync();
    expect([...studio.held]).toEqual(['old']);
  });

  it('opens none that another window works on, and says so', async () => {
    const { studio, lifecycle } = createStudio();
    studio.elsewhere = 'lake';
    expect(await lifecycle.open('lake')).toBeUndefined();
    expect(studio.told).toEqual(['elsewhere: lake']);
    expect(studio.asked).toEqual([]);
    expect(studio.open?.id).toBe('old');
  });

  it('takes over what another window works on, and says so where that does not let go', async () => {
    const { studio, lifecycle } = createStudio();
    studio.elsewhere = 'lake';
    studio.isStuck = true;
    expect(await lifecycle.takeOver('lake')).toBeUndefined();
    expect(studio.told).toEqual(['stuck']);
    studio.isStuck = false;
    expect((await lifecycle.takeOver('lake'))?.id).toBe('lake');
    await vi.runAllTimersAsync();
    expect([...studio.held]).toEqual(['lake']);
  });

  it('asks no other window for what cannot be opened here now', async () => {
    const { studio, lifecycle } = createStudio(unreachable);
    studio.open?.paint();
    const taken = lifecycle.takeOver('lake');
    expect(await lifecycle.takeOver('hill')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(await taken).toBeUndefined();
    expect(studio).toMatchObject({ told: ['PROJECT_UNSAVED'], asked: [] });
  });

  it('lets go of what it took over when that cannot be opened', async () => {
    const { studio, lifecycle } = createStudio();
    studio.failing.set('projects.open', 'FILE_UNREADABLE');
    expect(await lifecycle.takeOver('lake')).toBeUndefined();
    expect([...studio.held]).toEqual(['old']);
  });

  it.each([
    ['another is opened', 'open'],
    ['a new one is made', 'create'],
    ['it is closed', 'close'],
  ] as const)('keeps a project that the host is too far away to save when %s', async (_when, way) => {
    const { studio, lifecycle } = createStudio(unreachable);
    const { open } = studio;
    open?.paint();
    const left =
      way === 'open'
        ? lifecycle.open('next')
        : way === 'create'
          ? lifecycle.create({ name: 'next', width: 8, height: 8 })
          : lifecycle.close();
    await vi.advanceTimersByTimeAsync(1_900);
    expect(studio.isBusy).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(await left).toBe(way === 'close' ? false : undefined);
    expect(studio).toMatchObject({ open, isBusy: false, told: ['PROJECT_UNSAVED'], asked: [] });
  });

  it('closes a project that the disk takes at the second attempt', async () => {
    const answers = [() => Promise.reject(fault('OUTPUT_DISK_FULL')), () => Promise.resolve(1)];
    const { studio, lifecycle } = createStudio(() => answers.shift()!());
    studio.open?.paint();
    await vi.advanceTimersByTimeAsync(0);
    expect(studio.open?.durability.kind).toBe('retrying');
    expect(await lifecycle.close()).toBe(true);
    expect(studio).toMatchObject({ open: undefined, told: [] });
  });

  it('lets go of a project in conflict, which waiting would not save', async () => {
    const { studio, lifecycle } = createStudio(() => Promise.reject(fault('PROJECT_CONFLICT')));
    studio.open?.paint();
    await vi.advanceTimersByTimeAsync(0);
    expect(await lifecycle.close()).toBe(true);
    expect(studio.open).toBeUndefined();
  });

  it('stays usable when a project turns out to be in conflict while it is left', async () => {
    let refuse: (error: UmberError) => void = () => undefined;
    const { studio, lifecycle } = createStudio(
      () => new Promise((_resolve, reject) => (refuse = reject as typeof refuse)),
    );
    studio.open?.paint();
    const closed = lifecycle.close();
    refuse(fault('PROJECT_CONFLICT'));
    expect(await closed).toBe(false);
    expect(studio).toMatchObject({ isBusy: false, told: ['PROJECT_CONFLICT'] });
  });

  it('opens anew what is saved of the same project, and leaves it open on the host', async () => {
    const { studio, lifecycle } = createStudio();
    const before = studio.open;
    expect((await lifecycle.open('old'))?.id).toBe('old');
    expect(studio.open).not.toBe(before);
    expect(studio.asked).toEqual(['projects.open']);
  });

  it.each(['projects.create', 'projects.open'])('keeps the project before when %s fails', async (route) => {
    const { studio, lifecycle } = createStudio();
    const before = studio.open;
    studio.failing.set(route, 'OUTPUT_DISK_FULL');
    expect(await lifecycle.create({ name: 'next', width: 8, height: 8 })).toBeUndefined();
    expect(studio).toMatchObject({ open: before, isBusy: false, told: ['OUTPUT_DISK_FULL'] });
    expect(studio.asked).not.toContain('projects.close');
  });

  it('does one thing at a time', async () => {
    const { studio, lifecycle } = createStudio();
    const first = lifecycle.open('first');
    expect(await lifecycle.open('second')).toBeUndefined();
    expect(await lifecycle.close()).toBe(false);
    await first;
    expect(studio.open?.id).toBe('first');
  });
});
