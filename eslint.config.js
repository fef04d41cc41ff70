import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['dist/**', 'node_modules/**', '.data/**', 'libs/client/dist/**'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off', // decorator metadata needs value imports
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/require-await': 'off', // ports are asynchronous even where one adapter is not
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // A library is true without a server: no ambient clock, randomness, environment or network (house rule 2).
    files: ['libs/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/client/examples/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the instant from the Clock port.' },
        { object: 'Math', property: 'random', message: 'Take randomness from a port.' },
        { object: 'process', property: 'env', message: 'Libraries read no environment.' },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // The console has a compiler's settings of its own, and no decorators.
    files: ['apps/console/**/*.ts', 'apps/console/**/*.tsx'],
    languageOptions: { parserOptions: { project: './apps/console/tsconfig.json' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Hooks hand out objects of functions to be taken apart; none of them knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Where the terminal is the interface, writing to it is the work.
    files: ['apps/cli/**/*.ts', 'test/**/*.ts', 'libs/client/examples/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'setTimeout', 'Buffer', 'performance', 'fetch', 'AbortSignal'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
);
