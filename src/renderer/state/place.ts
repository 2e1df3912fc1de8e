/** What the window shows: in a browser the address says it, so that a reload and the Back button lead to it again. */
export type Screen = 'start' | 'editor' | 'gallery' | 'bin';

/** Where one is in the studio. */
export interface Place {
  readonly screen: Screen;
  /** The project that is open there or behind it. */
  readonly projectId: string | undefined;
}

/** The place as the fragment of an address, empty for the start screen. */
export function placeHash({ screen, projectId }: Place): string {
  if (screen === 'start') return '';
  const fields = { ...(projectId !== undefined && { project: projectId }), screen };
  return `#${new URLSearchParams(fields).toString()}`;
}

/** The place that a fragment names; the start screen where it names none, as an address typed by hand may. */
export function placeOfHash(hash: string): Place {
  const fields = new URLSearchParams(hash.slice(1));
  const project = fields.get('project') ?? '';
  const projectId = /^[a-z0-9]{1,32}$/.test(project) ? project : undefined;
  const screen = fields.get('screen');
  if (screen === 'gallery' || screen === 'bin') return { screen, projectId };
  return screen === 'editor' && projectId !== undefined
    ? { screen, projectId }
    : { screen: 'start', projectId: undefined };
}
