import { createHost, forkEngine, type EngineChannel, type Host } from '../../src/host/index.ts';
import type { EngineCommand } from '../../src/shared/engine-protocol.ts';
import type { HostEvent } from '../../src/shared/events.ts';
import type { Job } from '../../src/shared/job.ts';
import { engineFile, fixturePacks } from './tiny-pack.ts';

/** A whole host with a real engine, and what a test wants to see of it. */
export interface StudioHost extends Host {
  readonly events: HostEvent[];
  /** Every engine process that was started, the present one last. */
  readonly engines: EngineChannel[];
  /** The first event that fits, of those that come from now on or have come before. */
  until<T>(find: (event: HostEvent) => T | undefined): Promise<T>;
  /** The job as soon as it is in one of these states. */
  untilJob(id: string, ...states: Job['state'][]): Promise<Job>;
}

/** Opens a host on a folder, with the test fixture for a pack. */
export async function openStudioHost(
  dataFolder: string,
  packFolders: readonly string[] = [fixturePacks],
): Promise<StudioHost> {
  const events: HostEvent[] = [];
  const engines: EngineChannel[] = [];
  const listeners = new Set<() => void>();
  const fork = forkEngine(engineFile);
  const host = await createHost({
    dataFolder,
    packFolders,
    version: '1.2.3',
    versions: { node: '24' },
    shell: 'browser',
    platform: 'linux',
    startEngine(start) {
      const channel = fork(start);
      engines.push(channel);
      return { ...channel, send: (message) => channel.send(loggedAtOnce(message as EngineCommand)) };
    },
    emit(event) {
      events.push(event);
      for (const listener of [...listeners]) listener();
    },
  });

  async function until<T>(find: (event: HostEvent) => T | undefined): Promise<T> {
    let seen = 0;
    for (;;) {
      for (; seen < events.length; seen++) {
        const found = find(events[seen]!);
        if (found !== undefined) return found;
      }
      await new Promise<void>((resolve) => {
        const listener = () => {
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
    }
  }

  async function untilJob(id: string, ...states: Job['state'][]): Promise<Job> {
    const { jobs } = await host.routes['jobs.list'](undefined);
    const now = jobs.find((job) => job.id === id && states.includes(job.state));
    if (now) return now;
    return until((event) =>
      event.kind === 'jobChanged' && event.job.id === id && states.includes(event.job.state)
        ? event.job
        : undefined,
    );
  }

  return { ...host, events, engines, until, untilJob };
}

/** Pictures of a test are soon done: what there is of them is written down from the first step. */
function loggedAtOnce(command: EngineCommand): EngineCommand {
  if (!('task' in command) || command.task.kind !== 'generate' || !command.task.resume) return command;
  const { task } = command;
  return { ...command, task: { ...task, resume: { ...task.resume!, afterMs: 0 } } };
}
