// Makes training/.venv with everything that training/pyproject.toml pins: to train, and to run check:training.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../training', import.meta.url));
const isWindows = process.platform === 'win32';
const python = fileURLToPath(
  new URL(`../training/.venv/${isWindows ? 'Scripts/python.exe' : 'bin/python'}`, import.meta.url),
);
// The project is a set of scripts, not a package: its dependencies are installed, itself is not.
const listRequirements = `
import sys, tomllib
if sys.version_info < (3, 11): sys.exit("Python 3.11 or later is needed.")
project = tomllib.load(open("pyproject.toml", "rb"))
print(*project["project"]["dependencies"], *project["dependency-groups"]["dev"], sep="\\n")
`;

function run(program, parts, stdio = 'inherit') {
  const { status, stdout, error } = spawnSync(program, parts, { cwd: folder, stdio, encoding: 'utf8' });
  if (status !== 0) {
    console.error(error ? `${program} could not be started: ${error.message}` : `${program} failed.`);
    process.exit(1);
  }
  return stdout;
}

if (!existsSync(python)) run(isWindows ? 'python' : 'python3', ['-m', 'venv', '.venv']);
const requirements = run(python, ['-c', listRequirements], ['ignore', 'pipe', 'inherit'])
  .trim()
  .split(/\r?\n/);
console.log(`Installing ${requirements.join(', ')}. PyTorch is large: this takes a few minutes.`);
run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
