import { createContext } from 'svelte';
import { UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { RouteInput, RouteOutput } from '../../shared/routes/routes.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import type { CommandId } from '../../shared/commands.ts';
import { isCommandId } from '../../shared/commands.ts';
import { Language } from '../languages/language.svelte.ts';
import type { PackSummary } from './build-request.ts';
import type { CopiedPixels } from './copied-pixels.ts';
import type { Dialog } from './dialogs.ts';
import { Fidelity } from './fidelity.svelte.ts';
import { Gallery } from './gallery.svelte.ts';
import { Generation } from './generation.svelte.ts';
import type { HostClient } from './host-client.ts';
import { Names } from './names.ts';
import { Navigation } from './navigation.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { OpenProject } from './open-project.svelte.ts';
import type { Place, Screen } from './place.ts';
import { ProjectClaims } from './project-claims.ts';
import { ProjectLifecycle } from './project-lifecycle.ts';
import { Queue } from './queue.svelte.ts';
import { createCommandLookup, effectiveKeys, formatKey, type Platform } from './shortcuts.ts';
import { ToolState } from './tool-state.svelte.ts';
import { CanvasView } from './view-state.svelte.ts';

export type DockTab = 'palette' | 'layers' | 'generate';
export type ProjectSummary = RouteOutput<'projects.list'>['projects'][number];
export type BinnedProject = RouteOutput<'projects.binned'>['projects'][number];

export type About = RouteOutput<'app.about'>;

/** All state of the window, made once and handed down. */
export class Studio {
  readonly host: HostClient;
  readonly language = new Language();
  readonly names = new Names(this.language);
  readonly notices = new Notices();
  readonly queue: Queue;
  readonly gallery: Gallery;
  /** The gallery's pictures in the bin. */
  readonly bin: Gallery;
  readonly tools = new ToolState();
  readonly view = new CanvasView();
  /** Pixels that can be pasted, into any project. */
  copied: CopiedPixels | undefined = $state.raw();

  readonly navigation: Navigation;
  dialog: Dialog | undefined = $state.raw();
  dockTab: DockTab = $state('palette');
  arePanelsShown = $state(true);
  isHistoryShown = $state(false);
  isQueueShown = $state(false);
  isFidelityShown = $state(false);

  settings: Settings = $state.raw(defaultSettings);
  packs: readonly PackSummary[] = $state.raw([]);
  providers: readonly string[] = $state.raw([]);
  /** Absent until it is known: what is shown below them waits, so that nothing moves away under a pointer. */
  projects: readonly ProjectSummary[] | undefined = $state.raw();
  /** Absent until somebody has looked into the bin. */
  binnedProjects: readonly BinnedProject[] | undefined = $state.raw();
  about: About | undefined = $state.raw();
  connection: 'open' | 'lost' | 'refused' = $state('open');
  /** It starts with the first picture; until then there is nothing to say of it. */
  engine: 'starting' | 'ready' | 'restarting' | 'failed' = $state('ready');
  isReady = $state(false);

  project: OpenProject | undefined = $state.raw();
  generation: Generation | undefined = $state.raw();
  fidelity: Fidelity | undefined = $state.raw();
  /** A project is being fetched, or the open one saved so that it can be left. */
  isOpening = $state(false);
  readonly #lifecycle: ProjectLifecycle<OpenProject>;
  readonly #claims = new ProjectClaims((id) => void this.#handOver(id));
  /** What was said of the picture that came last. */
  #pictureNotices: readonly number[] = [];

  /** What runs commands; set once by the composition. */
  run: (id: CommandId) => void = () => undefined;
  /** The same, from the native menu. */
  runFromMenu: (id: CommandId) => void = (id) => this.run(id);
  /** Whether a command belongs to what is on the screen, and whether it would also do something now. */
  isOffered: (id: CommandId) => boolean = () => false;
  isAvailable: (id: CommandId) => boolean = () => false;
  /** What takes files that were dropped or opened from outside; set once by the composition. */
  takeFile: (name: string, bytes: Uint8Array) => Promise<void> = () => Promise.resolve();

  readonly #systemTheme = matchMedia('(prefers-color-scheme: light)');
  #isSystemLight = $state(this.#systemTheme.matches);

  readonly platform: Platform = $derived(
    this.about?.platform ?? (/Mac/.test(navigator.platform) ? 'darwin' : 'linux'),
  );
  readonly theme: 'dark' | 'light' = $derived.by(() => {
    if (this.settings.theme !== 'system') return this.settings.theme;
    return this.#isSystemLight ? 'light' : 'dark';
  });

  /** Keys of every command, the artist's own included. */
  readonly keys = $derived(effectiveKeys(this.settings.shortcuts, this.about?.shell === 'browser'));
  readonly commandOfPress = $derived(createCommandLookup(this.keys));

  constructor(host: HostClient) {
    this.host = host;
    this.queue = new Queue(host);
    this.gallery = new Gallery(host, (cause) => this.notices.fail(cause));
    this.bin = new Gallery(host, (cause) => this.notices.fail(cause), { isBinned: true });
    this.navigation = new Navigation({
      projectId: () => this.project?.id,
      openProject: (id) => this.openProject(id),
      onLeave: () => this.project?.settle(),
      onShown: (screen) => this.#refreshFor(screen),
    });
    this.#lifecycle = new ProjectLifecycle({
      host,
      claims: this.#claims,
      onElsewhere: (id) => (this.dialog = { kind: 'openElsewhere', id, name: this.#nameOf(id) }),
      onStuck: () =>
        this.notices.warn(this.language.t('elsewhere.stuck'), this.language.t('elsewhere.stuckAdvice')),
      current: () => this.project,
      enter: (opened) => this.#enter(opened),
      leave: () => this.#leave(),
      onBusy: (isBusy) => (this.isOpening = isBusy),
      onError: (cause) => this.notices.fail(cause),
    });
    this.#systemTheme.addEventListener('change', ({ matches }) => (this.#isSystemLight = matches));
    host.onEvent((event) => this.#receive(event));
  }

  /** Reads what the first page needs. Packs and pictures may come later, unless it begins where they are. */
  async start(place: Place): Promise<void> {
    this.language.choose('system');
    await this.#load(place);
  }

  /** Shows what an address names; where its project cannot be opened, that is said, and the rest is shown. */
  async goTo(place: Place): Promise<void> {
    this.dialog = undefined;
    await this.navigation.goTo(place);
  }

  async #load(place?: Place): Promise<void> {
    const projects = this.attempt(() => this.loadProjects());
    await this.attempt(async () => {
      const [settings, about] = await Promise.all([
        this.host.ask('settings.get', undefined),
        this.host.ask('app.about', undefined),
      ]);
      this.about = about;
      this.#useSettings(settings);
      if (!this.isReady) this.#takeHand(settings.hand);
    });
    const lists = Promise.all([projects, this.#loadLists()]);
    if (place && place.screen !== 'start') {
      await lists;
      await this.goTo(place);
    }
    this.isReady = true;
    await lists;
    this.generation?.catchUp();
  }

  /** Does something that may fail, and says so in words when it does. True when it did not. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (cause) {
      this.notices.fail(cause);
      return false;
    }
  }

  get screen(): Screen {
    return this.navigation.screen;
  }

  show(screen: Screen): void {
    this.navigation.show(screen);
  }

  async changeSettings(fields: RouteInput<'settings.set'>): Promise<void> {
    await this.attempt(async () => this.#useSettings(await this.host.ask('settings.set', fields)));
  }

  async loadProjects(): Promise<void> {
    try {
      this.projects = (await this.host.ask('projects.list', undefined)).projects;
    } finally {
      this.projects ??= [];
    }
  }

  async loadBinnedProjects(): Promise<void> {
    this.binnedProjects = (await this.host.ask('projects.binned', undefined)).projects;
  }

  /**
   * Opens a project on the canvas, and closes the one before once its last change is durable. What went wrong is said
   * in words, and answered with `undefined`: the project before is open still.
   */
  async openProject(id: string): Promise<OpenProject | undefined> {
    const { project } = this;
    if (project?.id !== id) return this.#lifecycle.open(id);
    this.show('editor');
    return project;
  }

  /** Has another window close a project, and goes on with it here. */
  async takeOverProject(id: string): Promise<void> {
    if (this.project?.id === id) this.show('editor');
    else await this.#lifecycle.takeOver(id);
  }

  /** Makes a project and opens it in the same way. */
  createProject(input: RouteInput<'projects.create'>): Promise<OpenProject | undefined> {
    return this.#lifecycle.create(input);
  }

  /** Lets go of the project once everything is durable. False where it is not, which is said in words. */
  closeProject(): Promise<boolean> {
    return this.#lifecycle.close();
  }

  /** Lets go of what cannot be saved any more and opens what is saved. */
  async reopenProject(): Promise<void> {
    if (this.project) await this.#lifecycle.open(this.project.id);
  }

  /** Says what damage to a project's files has cost. */
  tellOfDamage(notices: RouteOutput<'projects.open'>['notices']): void {
    for (const notice of notices) {
      const { t } = this.language;
      if (notice.kind === 'layerLost') this.notices.warn(t('damage.layerLost', { name: notice.name }));
      else if (notice.kind === 'changesLost') this.notices.warn(t('damage.changesLost'));
      else this.notices.warn(t('damage.earlierVersion', { date: this.language.date(notice.savedMs) }));
    }
  }

  /** The pictures on the screen, which commands on a selection act on there. */
  get galleryShown(): Gallery | undefined {
    if (this.screen === 'bin') return this.bin;
    return this.screen === 'gallery' ? this.gallery : undefined;
  }

  /** The first key of a command as people write it. */
  shortcut(id: CommandId): string | undefined {
    const key = this.keys.get(id)?.[0];
    return key && formatKey(key, this.platform);
  }

  /** Another window goes on with a project that is open here. */
  async #handOver(id: string): Promise<void> {
    const { project } = this;
    if (project?.id !== id || !(await this.closeProject())) return;
    this.dialog = undefined;
    this.show('start');
    this.notices.warn(this.language.t('elsewhere.went', { name: project.name }));
  }

  #nameOf(id: string): string {
    const project = this.projects?.find((other) => other.id === id);
    return project?.name ?? this.language.t('elsewhere.unnamed');
  }

  #enter(opened: RouteOutput<'projects.open'>): OpenProject {
    this.tellOfDamage(opened.notices);
    const project = new OpenProject(this.host, opened);
    this.#leave();
    this.project = project;
    this.generation = new Generation(project, {
      host: this.host,
      queue: this.queue,
      packs: () => this.packs,
      isLive: () => this.settings.isLive && this.connection === 'open',
      onObstacle: (obstacle) => this.notices.warn(this.language.t(`generate.obstacles.${obstacle}`)),
      onError: (cause) => this.notices.fail(cause),
    });
    const { results, live } = this.generation;
    this.fidelity = new Fidelity({
      results,
      reader: () => this,
      isIdle: () => this.connection === 'open' && !this.queue.isBusy && !live.isBusy,
    });
    this.view.rotation = 0;
    this.view.isCompare = false;
    this.view.showWhole(project.document);
    this.show('editor');
    return project;
  }

  #leave(): void {
    this.generation?.dispose();
    this.project?.dispose();
    this.project = undefined;
    this.generation = undefined;
    this.fidelity = undefined;
    this.queue.preview = undefined;
  }

  /** Takes up what was in the hand when the studio was left. */
  #takeHand({ layoutOpacity, ...tools }: Settings['hand']): void {
    this.tools.hold(tools);
    this.view.layoutOpacity = layoutOpacity ?? this.view.layoutOpacity;
  }

  #useSettings(settings: Settings): void {
    const wasLive = this.settings.isLive;
    this.settings = settings;
    this.language.choose(settings.language);
    this.view.hasPatterns = settings.hasPatterns;
    this.view.hasRulers = settings.hasRulers;
    if (wasLive && !settings.isLive) this.generation?.liveEnded();
    if (!wasLive && settings.isLive) this.generation?.live.changed(() => this.project?.document);
  }

  async #loadLists(): Promise<void> {
    await this.attempt(() =>
      Promise.all([
        this.queue.load(),
        this.host.ask('packs.list', undefined).then(({ packs }) => (this.packs = packs)),
        this.host.ask('packs.providers', undefined).then(({ providers }) => (this.providers = providers)),
      ]),
    );
  }

  #receive(event: HostEvent): void {
    this.queue.receive(event);
    this.generation?.receive(event);
    switch (event.kind) {
      case 'settingsChanged': {
        const { provider, threads } = this.settings;
        this.#useSettings(event.settings);
        const isAsFast = provider === event.settings.provider && threads === event.settings.threads;
        if (!isAsFast) this.generation?.forgetPlan();
        break;
      }
      case 'projectsChanged':
        if (this.screen === 'start') void this.attempt(() => this.loadProjects());
        this.#refreshBinnedProjects();
        break;
      case 'galleryChanged':
        void this.galleryShown?.refresh();
        break;
      case 'engineChanged':
        this.engine = event.state;
        break;
      case 'connectionChanged':
        this.#connectionChanged(event.state);
        break;
      case 'jobChanged':
        this.#tellOfEnd(event.job);
        break;
      case 'commandChosen':
        if (isCommandId(event.command)) this.runFromMenu(event.command);
        break;
      case 'projectChosen':
        void this.openProject(event.id);
        break;
      case 'fileOpened':
        void this.attempt(() => this.takeFile(event.name, event.bytes));
        break;
      case 'jobRemoved':
      case 'queueChanged':
      case 'jobPreview':
      case 'livePainted':
      case 'liveFailed':
        // Heard above.
        break;
    }
  }

  /** What a screen shows, when it comes. */
  #refreshFor(screen: Screen): void {
    this.#refreshShown();
    if (screen !== 'start') return;
    // In another order, or with others, once they have come.
    this.projects = undefined;
    void this.attempt(() => this.loadProjects());
  }

  /** Pictures and binned projects on the screen. */
  #refreshShown(): void {
    void this.galleryShown?.refresh();
    this.#refreshBinnedProjects();
  }

  #refreshBinnedProjects(): void {
    if (this.screen === 'bin') void this.attempt(() => this.loadBinnedProjects());
  }

  #connectionChanged(state: 'open' | 'lost' | 'refused'): void {
    const wasLost = this.connection !== 'open';
    this.connection = state;
    if (state !== 'open' || !wasLost) return;
    this.project?.resume();
    this.fidelity?.retry();
    void this.#load();
    this.#refreshShown();
  }

  /** What went wrong with a picture, or what of it could not be as it was asked. */
  #tellOfEnd({ state, error, warnings = [], isDismissed, isCleared }: Job): void {
    if (state === 'failed' && error) this.notices.fail(UmberError.from(error));
    else if (state === 'done' && !isDismissed && !isCleared) {
      // Those of the picture before are out of date.
      for (const id of this.#pictureNotices) this.notices.dismiss(id);
      this.#pictureNotices = warnings.map(({ message }) => this.notices.warn(this.language.say(message)));
    }
  }
}

const [readStudio, provideStudio] = createContext<Studio>();

/** The studio of the component tree. */
export { readStudio as getStudio, provideStudio as setStudio };
