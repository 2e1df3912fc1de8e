// Fetches the CUDA libraries that onnxruntime-node leaves out of its package (about 400 MB, from nuget.org).
// A plain install never does this. Only the literal "true" overrides the "skip" in .npmrc: the installer
// ignores "cuda12" and its own command-line flag once that setting is there.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const installer = fileURLToPath(
  new URL('../node_modules/onnxruntime-node/script/install.js', import.meta.url),
);

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(
    'CUDA libraries exist for Linux on x64 only; on Windows, DirectML is there already. Nothing to do.',
  );
} else {
  const { status } = spawnSync(process.execPath, [installer], {
    stdio: 'inherit',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' },
  });
  if (status === 0) {
    console.log(
      'Done. With CUDA 12 and cuDNN 9 installed, paint with: npx umber paint LAYOUT.png --provider cuda',
    );
  } else {
    console.error(
      'The libraries could not be fetched (nuget.org must be in reach). The CPU works as before.',
    );
  }
  process.exitCode = status ?? 1;
}
