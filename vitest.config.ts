import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'],
    environment: 'node',
    // ONNX Runtime must never be stopped inside a worker thread in mid-run: the whole process would abort.
    pool: 'forks',
    testTimeout: 30_000,
  },
});
