import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import unicorn from 'eslint-plugin-unicorn';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const network =
  'Nothing leaves the machine: only src/serve and src/renderer/connection speak to another program on it.';

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
        project: [
          './tsconfig.shared.json',
          './tsconfig.node.json',
          './tsconfig.web.json',
          './tsconfig.pages.json',
        ],
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
  {
    files: ['src/cli/**', 'scripts/**', 'tests/bench/**', 'tests/soak/**', 'tests/e2e/support/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // The page's one way to the host, and the tests of both ends.
    files: ['src/renderer/connection/**', 'src/serve/**/*.test.ts', 'tests/e2e/**'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['src/renderer/**'],
    rules: {
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Text is shown as text; the page’s policy refuses the rest.' },
        { property: 'outerHTML', message: 'Text is shown as text; the page’s policy refuses the rest.' },
        {
          property: 'insertAdjacentHTML',
          message: 'Text is shown as text; the page’s policy refuses the rest.',
        },
      ],
    },
  },
  { files: ['src/renderer/**/*.ts'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: {
      'unicorn/filename-case': ['error', { cases: { kebabCase: true, pascalCase: true } }],
      // What is drawn is replaced as a whole; maps and sets beside it are caches that nothing is drawn from.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // Tool configurations are read as default exports; plain JavaScript has no types to check.
    files: ['**/*.js', '**/*.mjs', '**/*.config.ts', '.dependency-cruiser.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off' },
  },
]);
