import { describe, expect, it, vi } from 'vitest';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { Navigation } = await import('./navigation.svelte.ts');

/** A window in which the project `lake` can be opened and no other. */
function createWindow() {
  const told: string[] = [];
  let open: string | undefined;
  const navigation = new Navigation({
    projectId: () => open,
    openProject(id) {
      told.push(`open ${id}`);
      expect(navigation.isTravelling).toBe(true);
      if (id === 'lake') open = id;
      return Promise.resolve();
    },
    onLeave: () => told.push(`leave ${navigation.screen}`),
    onShown: (screen) => told.push(`show ${screen}`),
  });
  return { navigation, told };
}

describe('Navigation', () => {
  it('leads back over the screens that were opened over one another', () => {
    const { navigation } = createWindow();
    navigation.show('editor');
    navigation.show('gallery');
    navigation.show('bin');
    expect(navigation.backTo).toBe('gallery');
    navigation.goBack();
    expect(navigation.screen).toBe('gallery');
    navigation.goBack();
    expect(navigation.screen).toBe('editor');
    expect(navigation.backTo).toBe('start');
  });

  it('tells what is left and what is shown, and nothing where that is the same', () => {
    const { navigation, told } = createWindow();
    navigation.show('start');
    navigation.show('gallery');
    expect(told).toEqual(['leave start', 'show gallery']);
  });

  it('goes to a place once its project is open, and not to a canvas without it', async () => {
    const { navigation, told } = createWindow();
    await navigation.goTo({ screen: 'editor', projectId: 'gone' });
    expect(navigation.screen).toBe('start');
    await navigation.goTo({ screen: 'editor', projectId: 'lake' });
    expect(navigation.screen).toBe('editor');
    await navigation.goTo({ screen: 'gallery', projectId: 'gone' });
    expect(navigation.screen).toBe('gallery');
    await navigation.goTo({ screen: 'bin', projectId: 'lake' });
    expect(told.filter((what) => what.startsWith('open'))).toEqual(['open gone', 'open lake', 'open gone']);
    expect(navigation.isTravelling).toBe(false);
  });
});
