/** Menus of the menu bar, from left to right. Their titles are `menus.<name>` in the language files. */
export const menuNames = [
  'file',
  'edit',
  'layer',
  'mask',
  'tools',
  'classes',
  'view',
  'generate',
  'help',
] as const;

export type MenuName = (typeof menuNames)[number];

/**
 * Something that an artist can ask for by a menu, a key or the command palette. Its label is `commands.<id>` in the
 * language files; one that belongs to a numbered family has the family's label, with its `number` filled in.
 */
export interface CommandDescription {
  /**
   * Usual keys, the one to be shown first, as tinykeys writes them: `$mod` is Ctrl, or Command on a Mac. A browser keeps
   * a few for itself ($mod+n, $mod+t, $mod+w), so commands with one of these have another beside it, shown first there.
   */
  readonly keys?: readonly string[];
  /** The menu it stands in; absent for what only makes sense under a hand that paints. */
  readonly menu?: MenuName;
  /** Begins a new group in its menu. */
  readonly isGroupStart?: boolean;
  /** Turns something on and off, or chooses one of several: menus tick it where that is so. */
  readonly isTicked?: boolean;
  readonly family?: string;
  readonly number?: number;
}

/** `chooseClass1` to `chooseClass20`: the digits, then the digits with Shift. */
function chooseClassCommands(): Record<string, CommandDescription> {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, index): [string, CommandDescription] => [
      `chooseClass${index + 1}`,
      {
        keys: [index < 10 ? `Digit${(index + 1) % 10}` : `Shift+Digit${(index + 1) % 10}`],
        menu: 'classes',
        isGroupStart: index === 10,
        isTicked: true,
        family: 'chooseClass',
        number: index + 1,
      },
    ]),
  );
}

const named = {
  newProject: { keys: ['$mod+n', 'Alt+n'], menu: 'file' },
  openFile: { keys: ['$mod+o'], menu: 'file' },
  closeProject: { keys: ['$mod+w', 'Alt+w'], menu: 'file' },
  renameProject: { menu: 'file', isGroupStart: true },
  duplicateProject: { menu: 'file' },
  showVersions: { menu: 'file' },
  saveProject: { keys: ['$mod+s'], menu: 'file', isGroupStart: true },
  saveProjectCopy: { keys: ['$mod+Shift+s'], menu: 'file' },
  importLayout: { menu: 'file', isGroupStart: true },
  importPicture: { keys: ['$mod+Shift+o'], menu: 'file' },
  exportPicture: { keys: ['$mod+Shift+e'], menu: 'file', isGroupStart: true },
  exportLayers: { menu: 'file' },
  exportLayout: { menu: 'file' },
  showSettings: { keys: ['$mod+,'], menu: 'file', isGroupStart: true },

  undo: { keys: ['$mod+z'], menu: 'edit' },
  redo: { keys: ['$mod+Shift+z', '$mod+y'], menu: 'edit' },
  showHistory: { menu: 'edit', isTicked: true },
  cut: { keys: ['$mod+x'], menu: 'edit', isGroupStart: true },
  copy: { keys: ['$mod+c'], menu: 'edit' },
  paste: { keys: ['$mod+v'], menu: 'edit' },
  selectAll: { keys: ['$mod+a'], menu: 'edit', isGroupStart: true },
  selectNothing: { keys: ['$mod+d'], menu: 'edit' },
  invertSelection: { keys: ['$mod+Shift+i'], menu: 'edit' },
  selectFromClass: { menu: 'edit' },
  fillLayer: { keys: ['Alt+Backspace'], menu: 'edit', isGroupStart: true },
  clearLayer: { keys: ['Delete'], menu: 'edit' },
  swapClass: { menu: 'edit' },
  flipHorizontal: { menu: 'edit', isGroupStart: true },
  flipVertical: { menu: 'edit' },
  applyTransform: { menu: 'edit', isGroupStart: true },
  cancelTransform: { menu: 'edit' },
  resizeCanvas: { keys: ['$mod+Alt+c'], menu: 'edit', isGroupStart: true },
  frameToCanvas: { menu: 'edit' },

  addSemanticLayer: { keys: ['$mod+Shift+n', '$mod+Alt+n'], menu: 'layer' },
  addMaskLayer: { menu: 'layer' },
  addPictureLayer: { menu: 'layer' },
  duplicateLayer: { keys: ['$mod+j'], menu: 'layer', isGroupStart: true },
  renameLayer: { keys: ['F2'], menu: 'layer' },
  removeLayer: { keys: ['Shift+Delete'], menu: 'layer' },
  mergeDown: { keys: ['$mod+e'], menu: 'layer' },
  layoutToLayers: { menu: 'layer' },
  pictureToLayers: { menu: 'layer' },
  raiseLayer: { keys: ['$mod+]'], menu: 'layer', isGroupStart: true },
  lowerLayer: { keys: ['$mod+['], menu: 'layer' },
  layerAbove: { keys: ['Alt+]', 'Alt+ArrowUp'], menu: 'layer' },
  layerBelow: { keys: ['Alt+[', 'Alt+ArrowDown'], menu: 'layer' },
  toggleLayerVisible: { keys: ['$mod+Shift+h'], menu: 'layer', isGroupStart: true, isTicked: true },
  toggleLayerLocked: { keys: ['$mod+Shift+l'], menu: 'layer', isTicked: true },

  maskFromClass: { menu: 'mask' },
  maskFromSelection: { menu: 'mask' },
  invertMask: { keys: ['$mod+i'], menu: 'mask', isGroupStart: true },
  growMask: { menu: 'mask' },
  shrinkMask: { menu: 'mask' },
  softenMask: { menu: 'mask' },

  toolBrush: { keys: ['b'], menu: 'tools', isTicked: true },
  toolEraser: { keys: ['e'], menu: 'tools', isTicked: true },
  toolFill: { keys: ['g'], menu: 'tools', isTicked: true },
  toolLine: { keys: ['l'], menu: 'tools', isGroupStart: true, isTicked: true },
  toolRectangle: { keys: ['r'], menu: 'tools', isTicked: true },
  toolEllipse: { keys: ['o'], menu: 'tools', isTicked: true },
  toolPolygon: { keys: ['p'], menu: 'tools', isTicked: true },
  toolLasso: { keys: ['q'], menu: 'tools', isTicked: true },
  toolHorizon: { keys: ['h'], menu: 'tools', isGroupStart: true, isTicked: true },
  toolRidge: { keys: ['j'], menu: 'tools', isTicked: true },
  toolSwapClass: { keys: ['w'], menu: 'tools', isTicked: true },
  toolPickClass: { keys: ['i'], menu: 'tools', isTicked: true },
  toolSelect: { keys: ['m'], menu: 'tools', isGroupStart: true, isTicked: true },
  toolMove: { keys: ['v'], menu: 'tools', isTicked: true },
  toolTransform: { keys: ['$mod+t', 't'], menu: 'tools', isTicked: true },
  toolFrame: { keys: ['f'], menu: 'tools', isTicked: true },
  toolHand: { keys: ['Shift+h'], menu: 'tools', isTicked: true },
  brushSmaller: { keys: ['['], menu: 'tools', isGroupStart: true },
  brushBigger: { keys: [']'], menu: 'tools' },
  brushSofter: { keys: ['{', 'Shift+BracketLeft'], menu: 'tools' },
  brushHarder: { keys: ['}', 'Shift+BracketRight'], menu: 'tools' },
  toggleBrushShape: { menu: 'tools', isTicked: true },
  togglePressure: { menu: 'tools', isGroupStart: true, isTicked: true },
  toggleSymmetry: { keys: ['y'], menu: 'tools', isTicked: true },
  toggleBorderStop: { keys: ['k'], menu: 'tools', isTicked: true },

  findClass: { keys: ['/'], menu: 'classes' },
  previousClass: { keys: [','], menu: 'classes' },
  nextClass: { keys: ['.'], menu: 'classes' },
  swapRecentClasses: { keys: ['x'], menu: 'classes' },
  togglePatterns: { menu: 'classes', isTicked: true },

  zoomIn: { keys: ['$mod+=', '$mod++', '='], menu: 'view' },
  zoomOut: { keys: ['$mod+-', '-'], menu: 'view' },
  zoomToFit: { keys: ['$mod+0'], menu: 'view' },
  zoomToFull: { keys: ['$mod+1'], menu: 'view' },
  rotateLeft: { keys: ['Shift+,', '<'], menu: 'view', isGroupStart: true },
  rotateRight: { keys: ['Shift+.', '>'], menu: 'view' },
  resetRotation: { keys: ['Shift+r'], menu: 'view' },
  toggleModelView: { keys: ['n'], menu: 'view', isGroupStart: true, isTicked: true },
  toggleDisagreement: { keys: ['u'], menu: 'view', isTicked: true },
  toggleCompare: { keys: ['c'], menu: 'view', isTicked: true },
  toggleLayout: { keys: ['\\'], menu: 'view', isTicked: true },
  layoutFainter: { keys: ['Alt+,'], menu: 'view' },
  layoutStronger: { keys: ['Alt+.'], menu: 'view' },
  toggleGaps: { menu: 'view', isTicked: true },
  toggleRulers: { keys: ['Shift+m'], menu: 'view', isTicked: true },
  showStart: { menu: 'view', isGroupStart: true },
  showGallery: { keys: ['$mod+g'], menu: 'view', isTicked: true },
  showBin: { menu: 'view', isTicked: true },
  showQueue: { keys: ['$mod+Shift+q'], menu: 'view', isTicked: true },
  togglePanels: { keys: ['$mod+\\'], menu: 'view', isTicked: true },
  toggleTheme: { menu: 'view', isTicked: true },
  toggleFullScreen: { keys: ['F11'], menu: 'view', isGroupStart: true, isTicked: true },

  generate: { keys: ['$mod+Enter'], menu: 'generate' },
  generateFirst: { keys: ['$mod+Shift+Enter'], menu: 'generate' },
  cancel: { keys: ['Escape'], menu: 'generate' },
  cancelAll: { keys: ['Shift+Escape'], menu: 'generate' },
  pauseQueue: { menu: 'generate', isTicked: true },
  toggleLive: { keys: ['$mod+l', 'Shift+l'], menu: 'generate', isGroupStart: true, isTicked: true },
  focusPrompt: { keys: ['$mod+p'], menu: 'generate' },
  newSeed: { keys: ['d'], menu: 'generate' },
  toggleSeedLocked: { keys: ['Shift+d'], menu: 'generate', isTicked: true },
  previousVariant: { keys: ['Shift+ArrowLeft', 'PageUp'], menu: 'generate', isGroupStart: true },
  nextVariant: { keys: ['Shift+ArrowRight', 'PageDown'], menu: 'generate' },
  acceptVariant: { keys: ['Shift+Enter'], menu: 'generate' },
  discardVariant: { keys: ['Shift+Backspace'], menu: 'generate' },
  showFidelity: { keys: ['Shift+f'], menu: 'generate', isGroupStart: true, isTicked: true },
  sortByFidelity: { keys: ['Shift+u'], menu: 'generate', isTicked: true },

  showCommands: { keys: ['$mod+k'], menu: 'help' },
  showShortcuts: { keys: ['?', 'F1'], menu: 'help' },
  showAbout: { menu: 'help', isGroupStart: true },
} as const satisfies Record<string, CommandDescription>;

/** Names of all commands but the numbered ones. */
export type NamedCommandId = keyof typeof named;
export type CommandId = NamedCommandId | `chooseClass${number}`;

/** Every command, in the order in which its menu lists it. */
export const commands: ReadonlyMap<CommandId, CommandDescription> = new Map(
  Object.entries({ ...named, ...chooseClassCommands() }) as [CommandId, CommandDescription][],
);

/** Key of the command's label in the language files, without the leading `commands.`. */
export function labelKey(id: CommandId): string {
  return commands.get(id)?.family ?? id;
}

/** True for names that stand in the list. */
export function isCommandId(name: string): name is CommandId {
  return commands.has(name as CommandId);
}
