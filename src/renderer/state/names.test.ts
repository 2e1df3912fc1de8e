import { describe, expect, it, vi } from 'vitest';
import { firstLayerName } from '../../document/index.ts';
import { classNamed } from '../../shared/palette.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { Language } = await import('../languages/language.svelte.ts');
const { Names } = await import('./names.ts');

function namesIn(code: 'en' | 'vi') {
  const language = new Language();
  language.choose(code, [code]);
  return { language, names: new Names(language) };
}

const sky = classNamed('sky')!.id;

describe('Names', () => {
  it.each([
    ['en', 'sky', 'Sky'],
    ['vi', 'bầu trời', 'Bầu trời'],
  ] as const)('are those of the language (%s)', (code, small, label) => {
    const { names } = namesIn(code);
    expect(names.className(sky)).toBe(small);
    expect(names.classLabel(sky)).toBe(label);
    expect(names.layerName({ name: 'sky', kind: 'semantic' })).toBe(label);
  });

  it('leave what the artist named, and what no language knows, as it is', () => {
    const { language, names } = namesIn('vi');
    expect(names.layerName({ name: 'My rocks', kind: 'semantic' })).toBe('My rocks');
    expect(names.layerName({ name: 'sky', kind: 'picture' })).toBe('sky');
    expect(names.layerName({ name: firstLayerName, kind: 'semantic' })).toBe(
      language.t('layers.kinds.semantic'),
    );
    expect(names.sceneName('a scene of another pack')).toBe('a scene of another pack');
    expect(names.className(9999)).toBe('9999');
  });
});
