import { expect, it, vi } from 'vitest';
import type { HostClient } from '../state/host-client.ts';
import { saveLeftProject } from './save-left-project.ts';

it('has the project saved once its last change is durable', async () => {
  const done: string[] = [];
  const ask = vi.fn((route: string, input: { id: string }) => {
    done.push(`${route} ${input.id}`);
    return Promise.resolve();
  }) as unknown as HostClient['ask'];
  const flush = () => Promise.resolve().then(() => void done.push('flush'));
  await saveLeftProject({ host: { ask }, project: { id: 'a', flush } });
  expect(done).toEqual(['flush', 'projects.save a']);
  await saveLeftProject({ host: { ask }, project: undefined });
  expect(done).toHaveLength(2);
});

it('leaves a save that fails for later', async () => {
  const ask = () => Promise.reject(new Error('The disk is full.'));
  const project = { id: 'a', flush: () => Promise.resolve() };
  await expect(saveLeftProject({ host: { ask }, project })).resolves.toBeUndefined();
});
