import { describe, expect, it, vi } from 'vitest';
import { commands, type CommandId } from '../../../shared/commands.ts';
import { palette } from '../../../shared/palette.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { createCommandRunner } from './run-command.ts';

function runnerFor(fields: object) {
  const studio = { language: { t: (key: string) => key }, tools: {}, view: {}, ...fields };
  return createCommandRunner(studio as unknown as Studio);
}

describe('createCommandRunner', () => {
  it('does something for every command there is', () => {
    const { isOffered } = runnerFor({ screen: 'editor', project: {} });
    const idle = [...commands].filter(
      ([id, { number }]) => !isOffered(id) && (number === undefined || palette[number] !== undefined),
    );
    expect(idle.map(([id]) => id)).toEqual([]);
  });

  it('offers without a project only what needs none', () => {
    const { isOffered } = runnerFor({ screen: 'start', project: undefined });
    expect(isOffered('newProject')).toBe(true);
    expect(isOffered('undo')).toBe(false);
    expect(isOffered('generate')).toBe(false);
  });

  it('offers what can do nothing now, which menus grey', () => {
    const { isOffered, isAvailable } = runnerFor({ screen: 'editor', project: { undoLabel: 'paint' } });
    expect([isOffered('undo'), isAvailable('undo')]).toEqual([true, true]);
    expect([isOffered('redo'), isAvailable('redo')]).toEqual([true, false]);
    expect([isOffered('zoomIn'), isAvailable('zoomIn')]).toEqual([true, true]);
  });

  it('chooses pictures in the gallery, where nothing else of the canvas is offered', () => {
    const none = vi.fn();
    const all = vi.fn();
    const ids = new Set<string>();
    const runner = runnerFor({
      screen: 'gallery',
      project: { selection: {}, settle: () => undefined },
      galleryShown: { choice: { ids, none, all } },
      attempt: (work: () => Promise<void>) => work(),
    });
    expect(runner.isOffered('undo')).toBe(false);
    expect(runner.isAvailable('cancel')).toBe(false);
    ids.add('a');
    expect(runner.isAvailable('cancel')).toBe(true);
    runner.run('selectAll');
    expect(all).toHaveBeenCalledOnce();
    runner.run('cancel');
    runner.run('selectNothing');
    expect(none).toHaveBeenCalledTimes(2);
  });

  it('offers the queue only where it can be shown', () => {
    expect(runnerFor({ screen: 'start', project: undefined }).isOffered('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'gallery', project: {} }).isOffered('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'editor', project: {} }).isOffered('showQueue')).toBe(true);
  });

  it('applies what is being transformed before whatever is done, but not before looking or giving it up', () => {
    const settle = vi.fn();
    const attempt = (work: () => Promise<unknown>) => work().catch(() => undefined);
    const { run } = runnerFor({ screen: 'editor', project: { settle }, attempt });
    const settles = (id: CommandId) => {
      settle.mockClear();
      run(id);
      return settle.mock.calls.length > 0;
    };
    for (const id of ['generate', 'toolBrush', 'selectAll', 'clearLayer', 'saveProjectCopy'] as const)
      expect([id, settles(id)]).toEqual([id, true]);
    for (const id of ['zoomIn', 'toggleGaps', 'undo', 'redo', 'cancel', 'cancelTransform'] as const)
      expect([id, settles(id)]).toEqual([id, false]);
  });
});
