import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Studio } from '../../state/studio.svelte.ts';
import { fileCommands } from './file-commands.ts';

afterEach(() => vi.useRealTimers());

describe('fileCommands', () => {
  it.each(['duplicateProject', 'saveProject', 'saveProjectCopy'] as const)(
    '%s says what is the matter where the last changes are not saved',
    async (command) => {
      vi.useFakeTimers();
      const ask = vi.fn();
      const project = { name: 'Evening', flush: () => new Promise(() => undefined), resume: () => undefined };
      const studio = { language: { t: (key: string) => key }, host: { ask }, project };
      const action = fileCommands(studio as unknown as Studio)[command];
      const done = expect(action?.()).rejects.toMatchObject({ code: 'PROJECT_UNSAVED' });
      await vi.advanceTimersByTimeAsync(2_000);
      await done;
      expect(ask).not.toHaveBeenCalled();
    },
  );

  it('says that everything is saved once it is', async () => {
    const done = vi.fn();
    const project = { flush: () => Promise.resolve(), resume: () => undefined };
    const studio = { language: { t: (key: string) => key }, notices: { done }, project };
    await fileCommands(studio as unknown as Studio).saveProject?.();
    expect(done).toHaveBeenCalledExactlyOnceWith('project.saved');
  });

  it.each([true, false])('leaves the editor only with the project closed (%s)', async (isClosed) => {
    const show = vi.fn();
    const closeProject = () => Promise.resolve(isClosed);
    const studio = { language: { t: (key: string) => key }, closeProject, show };
    await fileCommands(studio as unknown as Studio).closeProject?.();
    expect(show).toHaveBeenCalledTimes(isClosed ? 1 : 0);
  });
});
