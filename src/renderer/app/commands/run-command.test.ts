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
    const { isAvailable } = runnerFor({ screen: 'editor', project: {} });
    const idle = [...commands].filter(
      ([id, { number }]) => !isAvailable(id) && (number === undefined || palette[number] !== undefined),
    );
    expect(idle.map(([id]) => id)).toEqual([]);
  });

  it('offers without a project only what needs none', () => {
    const { isAvailable } = runnerFor({ screen: 'start', project: undefined });
    expect(isAvailable('newProject')).toBe(true);
    expect(isAvailable('undo')).toBe(false);
    expect(isAvailable('generate')).toBe(false);
  });

  it('offers the queue only where it can be shown', () => {
    expect(runnerFor({ screen: 'start', project: undefined }).isAvailable('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'gallery', project: {} }).isAvailable('showQueue')).toBe(false);
    expect(runnerFor({ screen: 'editor', project: {} }).isAvailable('showQueue')).toBe(true);
  });
});
