import tseslint from 'typescript-eslint';

/**
 * Which of our own folders each folder may import. This is the table of the layout, held by lint:
 * a folder that is not named here may import everything.
 */
const mayImport = {
  domain: [],
  workflows: ['domain', 'activities'],
  activities: ['domain', 'cache', 'claude', 'ghl', 'store', 'runtime'],
  workers: ['domain', 'cache', 'claude', 'ghl', 'store', 'runtime', 'workflows', 'activities'],
  api: ['domain', 'store', 'cache', 'ghl', 'claude', 'workflows', 'runtime'],
  cache: ['domain', 'runtime'],
  claude: ['domain', 'runtime'],
  ghl: ['domain', 'runtime'],
  store: ['domain', 'runtime'],
  runtime: [],
  stack: ['runtime'],
  simulator: ['domain', 'runtime'],
  eval: ['domain', 'claude', 'bench', 'runtime'],
};
const folders = [...Object.keys(mayImport), 'main', 'dashboard', 'tests', 'bench'];

/** Imports whose types alone may be used: the workflow sandbox and the API know these by shape only. */
const typesOnly = { workflows: ['activities'], api: ['workflows'] };

const importRules = Object.entries(mayImport).map(([folder, allowed]) => {
  const forbidden = folders.filter(other => other !== folder && !allowed.includes(other));
  const patterns = [
    {
      group: forbidden.flatMap(other => [
        `**/../${other}/**`,
        `**/../${other}`,
        `../${other}/**`,
        `../${other}`,
      ]),
      message: `${folder}/ may import only ${allowed.join(', ') || 'nothing of ours'} (see the layout in docs/architecture.md).`,
    },
  ];
  for (const other of typesOnly[folder] ?? []) {
    patterns.push({
      group: [`../${other}/**`, `../${other}`],
      allowTypeImports: true,
      message: `Only types of ${other}/ may be imported here.`,
    });
  }
  if (folder === 'workflows') {
    patterns.push({
      group: ['../domain/*.schema', '../domain/**/*.schema', 'zod', 'node:*'],
      allowTypeImports: true,
      message: 'Workflow code is bundled into a sandbox: types only from zod schemas, nothing of Node.',
    });
  }
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
});

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.leadwire/**', 'dashboard/assets/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
      ],
    },
  },
  { files: ['main/**/*.ts', 'bench/**/*.ts', 'tests/**/*.ts'], rules: { 'no-console': 'off' } },
  ...importRules,
);
