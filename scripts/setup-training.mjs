// Makes training/.venv with everything that training/pyproject.toml pins: to train, and to run check:training.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../training', import.meta.url));
const isWindows = process.platform === 'win32';
const python = fileURLToPath(
  new URL(`../training/.venv/${isWindows ? 'Scripts/python.exe' : 'bin/python'}`, import.meta.url),
);

function run(program, parts) {
  const { status, error } = spawnSync(program, parts, { cwd: folder, stdio: 'inherit' });
  if (status === 0) return;
  console.error(error ? `${program} could not be started: ${error.message}` : `${program} failed.`);
  process.exit(1);
}

if (!existsSync(python)) run(isWindows ? 'python' : 'python3', ['-m', 'venv', '.venv']);
console.log('Installing what training/pyproject.toml pins. PyTorch is large: this takes a few minutes.');
run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--editable', '.[dev]']);
