import js from '@eslint/js'
import tseslint from 'typescript-eslint'

// What the compiler cannot hold: no `any`, no promise left alone, no non-null assertion. Layout is prettier's, unused names are tsc's.
export default tseslint.config(
  {
    // The learners' files and the demos' programs are examples, wrong ones on purpose among them.
    ignores: [
      ...['**/dist/', '**/.astro/', '.lab/', 'ci-output/'],
      ...['exercises/*/{starter,solution,mistakes,styles}/', 'site/src/samples/', 'site/src/demos/recorded/*/programs/'],
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', performance: 'readonly', setInterval: 'readonly', clearInterval: 'readonly' },
    },
  },
  {
    files: ['**/*.client.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'location',
          'sessionStorage',
          'addEventListener',
          'setTimeout',
          'setInterval',
          'fetch',
          'URL',
          'FormData',
          'MutationObserver',
          ...['', 'Heading', 'Pre', 'Dialog', 'Form', 'Paragraph', 'Div', 'Button', 'Input'].map((kind) => `HTML${kind}Element`),
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { __filename: 'readonly' } } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      // Node runs the files as they are: what needs more than stripping types is refused here too, with a sentence.
      '@typescript-eslint/parameter-properties': 'error',
      // A switch names every member of its union, or says with `default:` that the rest is left out on purpose.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', { selector: 'TSEnumDeclaration', message: 'Node strips types and knows no enum: use a union of strings.' }],
      // Numbers and the like say what they are in a sentence.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An async function without await keeps an interface's promise.
      '@typescript-eslint/require-await': 'off',
      // Told by tsc (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
      'no-console': 'off',
    },
  },
  {
    // They run in the page too.
    files: ['contract/**/*.ts', 'wire/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer', 'require', 'window', 'document'] },
  },
)
