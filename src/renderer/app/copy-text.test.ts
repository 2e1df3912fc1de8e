import { afterEach, describe, expect, it, vi } from 'vitest';
import { copyText } from './copy-text.ts';

afterEach(() => vi.unstubAllGlobals());

/** A page whose command to copy does as `execCommand` says; `copied` is what the clipboard was given. */
function createPage(execCommand: (copy: () => void) => boolean) {
  const page = new EventTarget();
  const copied: string[] = [];
  const copy = (): void => {
    const clipboardData = { setData: (_type: string, text: string) => copied.push(text) };
    page.dispatchEvent(Object.assign(new Event('copy', { cancelable: true }), { clipboardData }));
  };
  vi.stubGlobal('document', Object.assign(page, { execCommand: () => execCommand(copy) }));
  return { copied, copy };
}

describe('copyText', () => {
  it('puts the text on the clipboard once', () => {
    const { copied, copy } = createPage((answer) => (answer(), true));
    copyText('42');
    copy();
    expect(copied).toEqual(['42']);
  });

  it('leaves later copies alone where the browser does nothing', () => {
    const { copied, copy } = createPage(() => true);
    copyText('42');
    copy();
    expect(copied).toEqual([]);
  });

  it('says that the browser refuses, and leaves later copies alone', () => {
    const { copied, copy } = createPage(() => false);
    expect(() => copyText('42')).toThrow('does not copy');
    copy();
    expect(copied).toEqual([]);
  });
});
