import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from '../../../tests/support/kill-runs.ts';

// The longer run is `npm run test:kills`.
it('loses no answered change to 40 kills at random moments of painting and saving', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'umber-kills-'));
  try {
    const report = await runKills(folder, 40, 20261125);
    expect(report).toMatchObject({ lostChanges: 0, wrongProjects: 0, shortHistories: 0, problems: [] });
    expect(report.changes).toBeGreaterThan(40);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
