// ruff, pyright and pytest over training/, with training/.venv or the Python environment that is active.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const training = fileURLToPath(new URL('../training', import.meta.url));
const candidate =
  [
    join(training, '.venv/bin/python'),
    join(training, '.venv/Scripts/python.exe'),
    ...(process.env.VIRTUAL_ENV ? [join(process.env.VIRTUAL_ENV, 'bin/python')] : []),
  ].find((path) => existsSync(path)) ?? 'python3';

// The whole path, which pyright needs; the name itself where it cannot be started.
const { stdout } = spawnSync(candidate, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
const python = stdout?.trim() || candidate;

const run = (...parts) => spawnSync(python, parts, { cwd: training, stdio: 'inherit' }).status;
const tools = ['ruff', 'pyright', 'pytest', 'torch'];
const missing = tools.filter(
  (tool) => spawnSync(python, ['-c', `import ${tool}`], { cwd: training, stdio: 'ignore' }).status !== 0,
);

if (missing.length > 0) {
  console.error(`The training checks need Python 3.11 or later with ${missing.join(', ')}, and ${python} lacks them.

Set up once, a few minutes:  npm run setup:training
`);
  process.exit(1);
}

const steps = [
  ['-m', 'ruff', 'check', '.'],
  ['-m', 'ruff', 'format', '--check', '.'],
  // Without the path it would look for the packages in whatever Python comes first on the PATH.
  ['-m', 'pyright', '--pythonpath', python],
  ['-m', 'pytest', '-q'],
];
const failed = steps.filter((step) => run(...step) !== 0);
if (failed.length > 0) console.error(`Failed: ${failed.map(([, tool]) => tool).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
