import { expect, it, vi } from 'vitest';
import { UmberError, type ErrorCode } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
vi.stubGlobal('$state', { raw: <Value>(value: Value): Value => value });
const { Notices } = await import('./notices.svelte.ts');

const fault = (code: ErrorCode) => new UmberError(code, sentence`${code}`, { advice: sentence`Wait.` });

it('lets go of what was said of a host that was away once it is back', () => {
  const notices = new Notices();
  notices.fail(fault('HOST_UNREACHABLE'));
  notices.fail(fault('PROJECT_NOT_FOUND'));
  notices.receive({ kind: 'connectionChanged', state: 'lost' });
  expect(notices.list).toHaveLength(2);
  notices.receive({ kind: 'connectionChanged', state: 'open' });
  expect(notices.list.map(({ error }) => error?.code)).toEqual(['PROJECT_NOT_FOUND']);
});
