import { expect, type Locator } from '@playwright/test';
import { recipePicture } from '../../support/recipe-picture.ts';
import { dropPng } from './drop-png.ts';
import { runCommand, saved, stroke } from './hand.ts';
import type { Studio } from './studio.ts';
import type { Texts } from './texts.ts';

/** A state of the window that is worth a look. */
export interface View {
  readonly name: string;
  /** The component that it shows: a screen, or what opens over one. */
  readonly component: string;
  /** Where something is new since the view before; absent for all of the page. */
  readonly part?: string;
}

/** What opens over a screen. */
const over = '.dialog-box, .commands-box, .menu';

/** Tools with options that no other has. */
const tools = [
  'Eraser',
  'Fill',
  'Rectangle',
  'Horizon',
  'Ridge',
  'Select',
  'Transform',
  'Frame',
  'Hand',
  'Brush',
];

/**
 * Leads through every screen, dialog, menu and popover of the studio in the language of the texts, as an artist's way:
 * from the start screen to a painted picture that is kept and exported, and on to the gallery.
 */
export async function* everyScreen({ page, shell }: Studio, t: Texts): AsyncGenerator<View> {
  const button = (key: string, values?: Record<string, string>): Locator =>
    page.getByRole('button', { name: t(key, values), exact: true });
  const run = (command: string): Promise<void> => runCommand(page, t(`commands.${command}`));
  const close = async (): Promise<void> => {
    // A tooltip that the focus has brought goes first.
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(page.locator(over)).toHaveCount(0, { timeout: 1000 });
    }).toPass();
  };
  /** What a press or a command has opened over the page, by its name. */
  async function opened(component: string, name?: string): Promise<View> {
    const role = name === undefined ? page.locator(over) : page.getByRole('dialog', { name, exact: true });
    await expect(role).toBeVisible();
    return { name: name ?? `menu of ${component}`, component, part: over };
  }

  await expect(button('settings.title')).toBeVisible();
  yield { name: 'start screen', component: 'StartScreen' };
  await button('start.otherSize').click();
  yield opened('NewProjectDialog', t('newProject.title'));
  await close();
  await button('settings.title').click();
  yield opened('SettingsDialog', t('settings.title'));
  for (const tab of ['painting', 'shortcuts']) {
    await page.getByRole('tab', { name: t(`settings.tabs.${tab}`) }).click();
    yield { name: `settings, ${tab}`, component: 'SettingsDialog', part: over };
  }
  await close();
  await page.keyboard.press('Control+k');
  yield opened('CommandsDialog', t('commands.showCommands'));
  await close();
  await run('showShortcuts');
  yield opened('ShortcutsDialog', t('shortcuts.title'));
  await close();
  await run('showAbout');
  yield opened('AboutDialog', 'Umber');
  await close();
  await dropPng(page, 'x.png', Buffer.from(recipePicture({ prompt: 'x' })));
  yield opened('DroppedDialog', t('dropped.ours'));
  await close();

  await page.getByRole('button', { name: new RegExp(`^${t('presets.square')}`) }).click();
  const canvas = page.getByRole('application', { name: t('canvas.label') });
  await expect(canvas).toBeVisible();
  const projectId = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('project')!;
  yield { name: 'editor, palette', component: 'EditorScreen' };
  // Only what is asked for is painted.
  await page.keyboard.press('Control+l');

  const options = '.options';
  for (const tool of tools) {
    await button(`commands.tool${tool}`).click();
    yield { name: `options of ${tool}`, component: 'ToolOptions', part: options };
  }
  await button('tools.symmetry').click();
  yield opened('SymmetryMenu', t('tools.symmetry'));
  await close();
  await button('view.layout').click();
  yield opened('LayoutOpacity', t('view.layout'));
  await close();
  await button('project.untitled').click();
  yield opened('TopBar');
  await close();

  await page.getByRole('radio', { name: new RegExp(`^${capitalised(t('classes.mountain'))}`) }).click();
  await stroke(page, [
    [0.3, 0.4],
    [0.6, 0.6],
  ]);
  await run('swapClass');
  yield opened('SwapClassDialog', t('swap.title'));
  await close();
  await run('resizeCanvas');
  yield opened('ResizeCanvasDialog', t('resize.title'));
  await close();
  await run('showVersions');
  yield opened('VersionsDialog', t('versions.title', { name: t('project.untitled') }));
  await close();
  await run('renameProject');
  yield opened('RenameDialog', t('rename.renameProject'));
  await close();
  await run('growMask');
  yield opened('MaskAmountDialog', t('commands.growMask'));
  await close();
  await run('showHistory');
  await expect(page.getByRole('region', { name: t('history.title') })).toBeVisible();
  yield { name: 'history', component: 'HistoryPanel', part: '.history' };
  await button('commands.showHistory').click();
  await button('commands.toggleModelView').click();
  await expect(page.getByText(t('canvas.nothingVanishes'))).toBeVisible();
  yield { name: 'what the model sees', component: 'EditorScreen', part: 'main' };
  await button('commands.toggleModelView').click();

  await page.getByRole('tab', { name: t('dock.generate') }).click();
  await page.getByLabel(t('generate.prompt')).fill('x');
  await page.getByRole('button', { name: new RegExp(`^${t('generate.scene')}`) }).click();
  yield opened('SceneBrowser', t('generate.scene'));
  await close();
  for (const mode of ['vary', 'repaint', 'extend', 'upscale', 'restore', 'paint']) {
    await page.getByRole('radio', { name: t(`generate.modes.${mode}`), exact: true }).click();
    for (const details of await page.locator('details:not([open]) > summary').all()) await details.click();
    yield { name: `panel, ${mode}`, component: 'GeneratePanel', part: 'aside' };
  }
  const results = page.getByRole('group', { name: t('results.variants') }).getByRole('button');
  await run('pauseQueue');
  for (let press = 0; press < 2; press++) await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: new RegExp(`^${t('queue.title')} 2`) }).click();
  yield opened('QueuePopover', t('queue.title'));
  await button('queue.resume').click();
  await close();
  await expect(results).toHaveCount(2, { timeout: 60_000 });
  await button('results.compareWith').click();
  await results.first().click();
  await expect(page.getByRole('slider', { name: t('canvas.compareAt') })).toBeAttached();
  yield { name: 'editor, two results compared', component: 'EditorScreen' };
  await button('commands.toggleCompare').click();
  await button('commands.showFidelity').click();
  yield opened('FidelityTools', t('fidelity.title'));
  await close();

  await button('results.accept').click();
  await expect(page.getByText(t('results.accepted'))).toBeVisible();
  await page.getByRole('tab', { name: t('dock.layers') }).click();
  yield { name: 'editor, layers', component: 'EditorScreen' };
  await button('layers.more').click();
  yield opened('LayersPanel');
  await close();
  await run('exportPicture');
  yield opened('ExportDialog', t('export.title'));
  if (shell === 'browser') {
    const download = page.waitForEvent('download');
    await button('export.save').click();
    expect((await download).suggestedFilename()).toBe(`${t('project.untitled')}.png`);
    await expect(page.locator(over)).toHaveCount(0);
  } else {
    // A save dialog of the system would stand in between.
    await close();
  }
  await saved(page);

  await button('commands.showGallery').click();
  const pictures = page.locator('[data-place] img');
  await expect(pictures).toHaveCount(2);
  yield { name: 'gallery', component: 'GalleryScreen' };
  await pictures.first().click({ modifiers: ['Control'] });
  await expect(page.getByRole('status').filter({ hasText: t('gallery.chosen', { count: 1 }) })).toBeVisible();
  yield { name: 'gallery, one chosen', component: 'GalleryScreen' };
  await page.keyboard.press('Escape');
  await pictures.first().click();
  yield opened('GalleryPictureDialog');
  await button('gallery.compare').click();
  await button('gallery.next').click();
  await expect(page.getByRole('slider', { name: t('gallery.compareSlider') })).toBeVisible();
  yield { name: 'two pictures of the gallery compared', component: 'GalleryPictureDialog', part: over };
  await close();
  await page.locator('[data-place]').first().focus();
  await page.keyboard.press('Delete');
  await expect(pictures).toHaveCount(1);
  await run('showBin');
  await page.locator('[data-place]').first().focus();
  await page.keyboard.press('Enter');
  yield opened('GalleryPictureDialog');
  await close();
  await button('gallery.back').click();
  await button('gallery.back').click();
  await button('commands.showStart').click();
  await button('project.actions', { name: t('project.untitled') }).click();
  yield opened('ProjectCard');
  await page.getByRole('menuitem', { name: t('project.remove'), exact: true }).click();
  await run('showBin');
  await expect(page.getByText(t('project.untitled'), { exact: true })).toBeVisible();
  yield { name: 'bin, projects', component: 'BinScreen' };
  await button('bin.deleteNamed', { name: t('project.untitled') }).click();
  yield opened('DeleteForGoodDialog', t('bin.ask'));
  await close();
  await button('bin.putBackNamed', { name: t('project.untitled') }).click();
  await expect(page.getByText(t('bin.nothing.projects'))).toBeVisible();
  await button('gallery.back').click();
  await expect(button('project.actions', { name: t('project.untitled') })).toBeVisible();
  // As another window of the browser holds it.
  await page.evaluate((name) => {
    void navigator.locks.request(name, () => new Promise(() => undefined));
  }, `umber:project:${projectId}`);
  await page.locator('.card').getByText(t('project.untitled')).click();
  yield opened('OpenElsewhereDialog', t('elsewhere.title', { name: t('project.untitled') }));
  await close();
  yield { name: 'start screen with a project', component: 'StartScreen' };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
