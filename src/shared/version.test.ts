import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { umberVersion } from './version.ts';

it('is the version of the package', () => {
  const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(umberVersion).toBe(packageJson.version);
});
