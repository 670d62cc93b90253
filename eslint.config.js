// Type-aware lint. What is on guards a promise of the design: no floating promise, exhaustive switches, no `any`, no `!`,
// the environment read in one place per program, no test left out.
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const leftOut = {
  selector:
    'CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name=/^(only|skip|todo|fails)$/]',
  message: 'Every test runs, every time.',
}
const swallowed = {
  selector:
    "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression[body.type='BlockStatement'][body.body.length=0]",
  message: 'A failure is handled or passed on, never swallowed.',
}

export default tseslint.config(
  {
    ignores: ['**/node_modules', '**/dist', '.cache', '.data', '.wrangler', 'coverage', '**/fixtures'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', 'frontend/**/*.vue'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: {
        project: 'tsconfig.node.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', leftOut, swallowed],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read in config.ts or env.ts only.' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
    },
  },
  {
    files: ['{packages/edge,services}/**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.workers.json' } },
  },
  {
    files: ['frontend/**/*.{ts,vue}'],
    languageOptions: { parserOptions: { project: 'frontend/tsconfig.json' } },
  },
  {
    // In the product, what comes from outside is parsed, not asserted. An exception says why, on its line.
    files: [
      '{packages,services}/*/src/**/*.ts',
      '{db-proxy,voice-pipeline,frontend}/src/**/*.{ts,vue}',
      'scripts/**/*.ts',
    ],
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
  {
    // Where the environment is read, and programs that assemble one for others.
    files: ['**/config.ts', '**/env.ts', '**/*.test.ts', 'scripts/**', 'checks/**', 'bench/**', '**/vite.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['frontend/**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser },
      globals: globals.browser,
    },
    rules: {
      // Of what another component gives, only vue-tsc knows the type.
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // With typed props, optional says it.
      'vue/require-default-prop': 'off',
      // Prettier's business.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/no-v-html': 'error',
    },
  },
)
