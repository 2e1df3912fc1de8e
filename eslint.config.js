import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import unicorn from 'eslint-plugin-unicorn';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const network = 'Nothing leaves the machine: only src/serve talks to a network, and only to this one.';

export default defineConfig([
  globalIgnores([
    'out/',
    'release/',
    'coverage/',
    'training/',
    'resources/',
    'tests/golden/',
    'tests/fixtures/',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        project: ['./tsconfig.shared.json', './tsconfig.node.json', './tsconfig.web.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { unicorn },
    rules: {
      'unicorn/filename-case': ['error', { case: 'kebabCase' }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      // A number reads the same inside a template as outside.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `values[i]!` is how a bounds-checked loop over a typed array reads under noUncheckedIndexedAccess.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what is exported.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: network },
        { name: 'WebSocket', message: network },
        { name: 'XMLHttpRequest', message: network },
      ],
    },
  },
  {
    files: ['src/engine/**', 'src/document/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Pictures are reproducible: take noise from noise.ts.',
        },
        {
          object: 'Date',
          property: 'now',
          message: 'Measure with performance.now(); results never hold the time.',
        },
      ],
    },
  },
  { files: ['src/cli/**', 'scripts/**', 'tests/bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: { 'unicorn/filename-case': ['error', { cases: { kebabCase: true, pascalCase: true } }] },
  },
  {
    // Tool configurations are read as default exports; plain JavaScript has no types to check.
    files: ['**/*.js', '**/*.mjs', '**/*.config.ts', '.dependency-cruiser.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off' },
  },
]);
