import { join } from 'node:path';
import { createDocument, layoutToLayers, type Document } from '../../document/index.ts';
import { outputError, syncFolder } from '../../files/write-file-atomic.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { ProjectNotice } from '../../shared/routes/project-routes.ts';
import type { RouteName } from '../../shared/routes/route-names.ts';
import type { ParsedRouteInput, RouteHandlers } from '../../shared/routes/routes.ts';
import { Bin } from '../storage/bin.ts';
import { makePrivateFolder, nodeFs, type Fs } from '../storage/fs.ts';
import { mapAtOnce } from '../storage/map-at-once.ts';
import { newId } from '../storage/new-id.ts';
import { loadProject } from './load-project.ts';
import { decodeProject, encodeProject, type SavedProject } from './project-file.ts';
import { ProjectFolder, readError } from './project-folder.ts';
import { ProjectSession, type SavingRules } from './project-session.ts';

/** Routes that the library of projects answers. */
type ProjectHandlers = Pick<RouteHandlers, Extract<RouteName, `projects.${string}`>>;

/** What the library of projects is made of. */
export interface ProjectsOptions {
  /** The studio's folder; `lockDataFolder` must hold it. */
  readonly dataFolder: string;
  readonly emit: (event: HostEvent) => void;
  readonly fs?: Fs;
  readonly saving?: SavingRules;
}

/** The library of projects. */
export interface Projects {
  readonly handlers: ProjectHandlers;
  /** Saves what is open. Every change is on the disk before; this only tidies. */
  close(): Promise<void>;
}

const defaultSaving: SavingRules = { idleMs: 20_000, journalBytes: 2 ** 25 };
const foldersAtOnce = 8;
/** A project's folder has this name until everything is in it. */
const unfinished = '.new-';

/** Opens the library of projects of a data folder. @throws UmberError the `OUTPUT_…` codes */
export async function openProjects({
  dataFolder,
  emit,
  fs = nodeFs,
  saving = defaultSaving,
}: ProjectsOptions): Promise<Projects> {
  const root = join(dataFolder, 'projects');
  await makePrivateFolder(fs, root);
  try {
    for (const name of await fs.readdir(root)) {
      if (name.startsWith(unfinished)) await fs.rm(join(root, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw outputError(error, root, 0);
  }
  const bin = await Bin.open(join(dataFolder, 'bin', 'projects'), fs);
  return createLibrary({ root, bin, fs, saving, onChanged: () => emit({ kind: 'projectsChanged' }) });
}

interface LibraryParts {
  root: string;
  bin: Bin;
  fs: Fs;
  saving: SavingRules;
  onChanged: () => void;
}

function createLibrary({ root, bin, fs, saving, onChanged }: LibraryParts): Projects {
  const sessions = new Map<string, ProjectSession>();
  const inTurn = createTurns();
  const folderOf = (id: string): ProjectFolder => new ProjectFolder(join(root, id), fs);

  const openSession = (id: string): Promise<ProjectSession> =>
    inTurn(id, async () => {
      let session = sessions.get(id);
      if (session === undefined) {
        session = await ProjectSession.open(folderOf(id), saving, onChanged);
        sessions.set(id, session);
      }
      return session;
    });

  const closeSession = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.close();
  };

  /** The project as it is now, opened or not; nothing is opened for it. */
  const readProject = (id: string): Promise<SavedProject> =>
    inTurn(id, async () => {
      const session = sessions.get(id);
      if (session) return session.project;
      const folder = folderOf(id);
      const { name, revision, history } = await loadProject(folder);
      return { name: (await folder.readAbout())?.name ?? name, revision, document: history.document };
    });

  const addProject = async (name: string, document: Document): Promise<string> => {
    const id = newId();
    const path = join(root, `${unfinished}${id}`);
    try {
      await makePrivateFolder(fs, path);
      await ProjectSession.create(new ProjectFolder(path, fs), { name, revision: 0, document });
      await fs.rename(path, join(root, id));
      await syncFolder(root, fs);
    } catch (error) {
      await fs.rm(path, { recursive: true, force: true }).catch(() => undefined);
      throw outputError(error, path, 0);
    }
    onChanged();
    return id;
  };

  const summarise = async (id: string, folder = folderOf(id)) => {
    const session = sessions.get(id);
    const [about, thumbnail] = await Promise.all([folder.readAbout(), folder.readThumbnail()]);
    const described = about ?? (await describeWithoutAbout(folder));
    if (described === undefined) return undefined;
    const { name, width, height, modifiedMs } = described;
    return { id, name, width, height, modifiedMs: session?.modifiedMs ?? modifiedMs, thumbnail };
  };

  const handlers: ProjectHandlers = {
    'projects.list': async () => {
      const found = await fs.readdir(root).catch((error: unknown) => {
        throw readError(error);
      });
      const names = found.filter((name) => /^[a-z0-9]{1,32}$/.test(name));
      const projects = (await mapAtOnce(names, foldersAtOnce, (name) => summarise(name))).filter(
        (project) => project !== undefined,
      );
      return { projects: projects.sort((first, second) => second.modifiedMs - first.modifiedMs) };
    },

    'projects.create': async (input) => ({ id: await addProject(input.name, newDocument(input)) }),

    'projects.open': async ({ id }) => ({ id, ...(await openSession(id)).describe() }),

    'projects.commit': async ({ id, revision, change }) => {
      for (;;) {
        const session = await openSession(id);
        if (!session.isClosed) return { revision: await session.commit(revision, change) };
      }
    },

    'projects.save': async ({ id }) => {
      // Not in turn: changes go on meanwhile.
      await sessions.get(id)?.save();
    },

    'projects.close': async ({ id }) => {
      await inTurn(id, () => closeSession(id));
    },

    'projects.rename': async ({ id, name }) => {
      await inTurn(id, async () => {
        const session = sessions.get(id);
        if (session) return session.rename(name);
        const folder = folderOf(id);
        const about = (await folder.readAbout()) ?? (await describeWithoutAbout(folder));
        if (about === undefined) throw notFound();
        await folder.writeAbout({ journalBytes: 0, ...about, name });
      });
      onChanged();
    },

    'projects.duplicate': async ({ id, name }) => ({
      id: await addProject(name, (await readProject(id)).document),
    }),

    'projects.remove': async ({ id }) => {
      await inTurn(id, async () => {
        await closeSession(id);
        await folderOf(id).generations();
        await bin.put([{ path: join(root, id), name: id }]);
      });
      onChanged();
    },

    'projects.binned': async () => {
      const names = (await bin.names()).toReversed();
      const projects = await mapAtOnce(names, foldersAtOnce, async (name) => {
        const project = await summarise(name, new ProjectFolder(join(bin.folder, name), fs));
        const removedMs = bin.removedMs(name);
        return project && (removedMs === undefined ? project : { ...project, removedMs });
      });
      return { projects: projects.filter((project) => project !== undefined) };
    },

    'projects.restore': async ({ id }) => {
      await inTurn(id, async () => {
        if (!(await bin.restore(id, join(root, id)))) throw notFound();
      });
      onChanged();
    },

    'projects.delete': async ({ id }) => {
      await inTurn(id, () => bin.delete([id]));
      onChanged();
    },

    'projects.import': async ({ name, bytes }) => {
      const { document, lostLayers } = await decodeProject(bytes, { isOurs: false });
      const notices = lostLayers.map((lost): ProjectNotice => ({ kind: 'layerLost', name: lost }));
      return { id: await addProject(name, document), notices };
    },

    'projects.export': async ({ id }) => ({ bytes: (await encodeProject(await readProject(id))).bytes }),

    'projects.versions': async ({ id }) => {
      const folder = folderOf(id);
      const { saves } = await folder.generations();
      const versions = await Promise.all(
        saves
          .slice(0, -1)
          .toReversed()
          .map(async (version) => ({ version, ...(await folder.describeSave(version)) })),
      );
      return { versions };
    },

    'projects.openVersion': async ({ id, version }) => {
      const { name, document } = await decodeProject(await folderOf(id).readSave(version), { isOurs: true });
      return { id: await addProject(`${name.slice(0, 110)} (${version})`, document) };
    },
  };

  return {
    handlers,
    close: async () => {
      await Promise.all([...sessions.keys()].map((id) => inTurn(id, () => closeSession(id))));
    },
  };
}

/** Runs what concerns one project one after another, and different projects side by side. */
function createTurns(): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (id, work) => {
    const before = last.get(id) ?? Promise.resolve();
    const turn = before.then(work, work);
    last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (last.get(id) === turn) last.delete(id);
    }
  };
}

function newDocument({
  width,
  height,
  layout,
  prompt,
  scene,
  seed,
}: ParsedRouteInput<'projects.create'>): Document {
  const empty = createDocument({ width, height });
  const { generation } = empty;
  return {
    ...empty,
    layers: layout ? layoutToLayers(layout) : empty.layers,
    generation: {
      ...generation,
      prompt: prompt ?? generation.prompt,
      scene: scene ?? generation.scene,
      seed: seed ?? generation.seed,
    },
  };
}

/** For a list that has lost what it says about a project; the project itself says it too. */
async function describeWithoutAbout(
  folder: ProjectFolder,
): Promise<{ name: string; width: number; height: number; modifiedMs: number } | undefined> {
  try {
    const { name, history, generation } = await loadProject(folder);
    const { width, height } = history.document;
    return { name, width, height, modifiedMs: (await folder.describeSave(generation)).savedMs };
  } catch (error) {
    if (isUmberError(error)) return undefined;
    throw error;
  }
}

function notFound(): UmberError {
  return new UmberError('PROJECT_NOT_FOUND', sentence`There is no such project.`, {
    advice: sentence`It may have been deleted from the bin.`,
  });
}
