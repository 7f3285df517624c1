import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const processTouching = ['exit', 'env', 'argv', 'cwd', 'stdout', 'stderr', 'stdin'].map((property) => ({
  object: 'process',
  property,
  message: 'Library layers take what they need as parameters.',
}));

export default tseslint.config(
  // AssemblyScript looks like TypeScript but is a language of its own; its compiler checks it.
  { ignores: ['assembly/', 'dist/', 'node_modules/', 'test-output/', '.diabetes/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Index loops over typed arrays are this program's inner loops.
      '@typescript-eslint/prefer-for-of': 'off',
      // `array[i]!` inside a loop bounded by `length` is how a checked index is said under noUncheckedIndexedAccess.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-params': ['error', 3],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
    },
  },
  {
    files: ['src/{pipeline,tracking,serving,deployment,versioning,foundation,config}/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...processTouching] },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
