/** Who may import whom: the table of ARCHITECTURE.md, held by `npm run layers`. Type imports count. */

const layers = [
  'shared',
  'files',
  'document',
  'engine',
  'host',
  'main',
  'preload',
  'renderer',
  'serve',
  'cli',
];

/** Forbids every layer but those named (and the folder itself). */
function only(layer, allowed, comment) {
  const others = layers.filter((name) => name !== layer && !allowed.includes(name));
  return {
    name: `${layer}-imports`,
    comment,
    severity: 'error',
    from: { path: `^src/${layer}/` },
    to: { path: `^src/(${others.join('|')})/` },
  };
}

/** A package that one part of the tree alone may touch. */
function keeps(packageName, owners, comment) {
  return {
    name: `${packageName}-stays-in-place`,
    comment,
    severity: 'error',
    from: { path: '^src/', pathNot: owners.map((owner) => `^src/${owner}/`) },
    to: { path: `node_modules/${packageName}/` },
  };
}

export default {
  forbidden: [
    only('shared', [], 'shared is the bottom: contracts that every process reads.'),
    only('files', ['shared'], 'Saving and reading files, for every process that has a disk.'),
    only(
      'document',
      ['shared'],
      'The document is pure: it knows contracts and nothing of files, models or screens.',
    ),
    only(
      'engine',
      ['shared', 'files'],
      'The engine runs headless: it must load without a document, a host or a shell.',
    ),
    only(
      'host',
      ['shared', 'files', 'document'],
      'The host supervises the engine as a process; it never loads it.',
    ),
    only('main', ['shared', 'files', 'host'], 'Electron is one shell around the host.'),
    only('preload', ['shared'], 'The bridge is built from the route names and nothing else.'),
    only('renderer', ['shared', 'document'], 'The renderer reaches files and models by routes alone.'),
    only('serve', ['shared', 'files', 'host'], 'The HTTP shell wraps the host exactly as Electron does.'),
    only(
      'cli',
      ['shared', 'files', 'engine', 'host', 'document', 'serve'],
      'The command line uses everything below it, and starts the browser mode; it knows no other shell.',
    ),
    {
      name: 'enter-by-the-index',
      comment:
        'engine, document, host and serve are entered through their index.ts, so that their insides can move.',
      severity: 'error',
      from: { path: '^(src|scripts)/(?:(engine|document|host|serve)/)?' },
      to: {
        path: '^src/(engine|document|host|serve)/',
        pathNot: ['^src/$2/', '^src/(engine|document|host|serve)/index\\.ts$'],
      },
    },
    keeps(
      'onnxruntime-node',
      ['engine'],
      'One process loads ONNX Runtime: it can be killed and started again.',
    ),
    keeps('electron', ['main', 'preload'], 'Everything but the Electron shell runs without Electron.'),
    keeps('ws', ['serve'], 'Only the browser mode listens, and only on this machine.'),
    keeps('birpc', ['serve', 'renderer/connection'], 'The two ends of one WebSocket.'),
    keeps(
      'konva',
      ['renderer/canvas'],
      'One folder shows the picture; the rest of the page does not know how.',
    ),
    keeps('svelte', ['renderer'], 'Only the renderer draws.'),
    {
      name: 'pure-layers-are-pure',
      comment: 'shared, document and the renderer run in a browser: no Node modules.',
      severity: 'error',
      from: { path: '^src/(shared|document|renderer)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-network',
      comment: 'Nothing leaves the machine: only src/serve opens a socket, and only on this one.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/serve/' },
      to: { path: '^(node:)?(net|http|https|http2|tls|dns|dgram)(/|$)', dependencyTypes: ['core'] },
    },
    {
      name: 'runtime-dependencies-are-declared',
      comment: 'What runs after an install belongs in "dependencies".',
      severity: 'error',
      from: { path: '^src/(shared|document|engine|host|serve|cli)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tests-in-code',
      comment: 'A test file is nobody’s dependency.',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle is two modules that are really one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dangling-imports',
      comment: 'Every import resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    exclude: { path: '^(out|release)/' },
    reporterOptions: {
      archi: {
        collapsePattern: '^src/[^/]+',
      },
    },
  },
};
