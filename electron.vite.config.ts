import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        input: {
          index: at('src/main/index.ts'),
          // A process of its own: the shell starts it by its file and never imports it.
          'engine-process': at('src/engine/process/engine-process.ts'),
        },
      },
    },
  },
  preload: {
    // A sandboxed preload script is CommonJS and can require nothing but Electron.
    build: {
      externalizeDeps: false,
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [svelte({ configFile: at('svelte.config.js') })],
    build: {
      minify: true,
      // Images stay files, so that the page's policy needs no exception for them.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: { index: at('src/renderer/index.html') },
        output: {
          // Schemas must not be made before their library is told how: see plain-schemas.ts.
          manualChunks: (id) => (/node_modules.zod|plain-schemas/.test(id) ? 'schemas' : undefined),
        },
      },
    },
  },
});
