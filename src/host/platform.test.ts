import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultDataFolder } from './platform.ts';

describe('defaultDataFolder', () => {
  it('is where the system keeps what programs keep', () => {
    expect(defaultDataFolder('linux', {})).toBe(join(homedir(), '.local/share/umber'));
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/umber');
    expect(defaultDataFolder('darwin', {})).toContain('Application Support');
    expect(defaultDataFolder('win32', {})).toContain('Local');
  });

  it('passes over folders that are not absolute', () => {
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: 'data' })).toBe(join(homedir(), '.local/share/umber'));
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: '' })).toBe(join(homedir(), '.local/share/umber'));
  });
});
