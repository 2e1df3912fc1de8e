import { describe, expect, it } from 'vitest';
import { commands } from '../../../shared/commands.ts';
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

  it('offers the queue only where it can be shown', () => {
    expect(runnerFor({ screen: 'start', project: undefined }).isOffered('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'gallery', project: {} }).isOffered('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'editor', project: {} }).isOffered('showQueue')).toBe(true);
  });
});
