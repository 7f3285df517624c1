'use strict';

/** The layers, top first: a layer may import from the layers named beside it and from itself. */
const layers = {
  cli: ['commands', 'terminal', 'config', 'foundation'],
  commands: [
    'terminal',
    'reports',
    'config',
    'tracking',
    'versioning',
    'spark',
    'serving',
    'deployment',
    'pipeline',
    'foundation',
  ],
  // It draws what versioning and tracking say: types alone.
  terminal: ['pipeline', 'versioning', 'tracking', 'foundation'],
  // Of tracking it draws what is recorded: types alone.
  reports: ['pipeline', 'tracking', 'foundation'],
  config: ['pipeline', 'foundation'],
  tracking: ['pipeline', 'foundation'],
  serving: ['pipeline', 'foundation'],
  deployment: ['pipeline', 'foundation'],
  versioning: ['foundation'],
  spark: ['pipeline', 'foundation'],
  pipeline: ['foundation'],
  foundation: [],
};

/** Inside the pipeline, in the order of the data: a stage may import from itself and from the stages named. */
const stages = {
  schema: [],
  dataset: ['schema'],
  checking: ['schema', 'dataset'],
  features: ['schema', 'dataset'],
  model: ['schema', 'dataset', 'features'],
  prediction: ['schema', 'dataset', 'features', 'model'],
  evaluation: ['schema', 'dataset', 'features', 'model', 'prediction'],
  population: ['schema', 'dataset', 'features', 'model', 'prediction', 'synthesis'],
  explanation: ['schema', 'dataset', 'features', 'model', 'prediction', 'population'],
  bundle: ['schema', 'dataset', 'features', 'model', 'prediction', 'evaluation', 'population'],
  monitoring: ['schema', 'dataset', 'features', 'model', 'prediction', 'evaluation', 'bundle'],
  training: ['schema', 'dataset', 'features', 'model'],
  synthesis: ['schema', 'dataset', 'features', 'model'],
  workflows: [
    'schema',
    'dataset',
    'checking',
    'features',
    'model',
    'prediction',
    'evaluation',
    'population',
    'bundle',
    'monitoring',
    'training',
    'synthesis',
  ],
};

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} imports only itself${allowed.map((name) => `, ${name}`).join('')}.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
}));

const stageRules = Object.entries(stages).map(([stage, allowed]) => ({
  name: `stage-${stage}`,
  comment: `src/pipeline/${stage} imports only itself${allowed.map((name) => `, ${name}`).join('')}.`,
  severity: 'error',
  from: { path: `^src/pipeline/${stage}/` },
  to: { path: '^src/pipeline/', pathNot: `^src/pipeline/((${[stage, ...allowed].join('|')})/|params\\.ts$)` },
}));

const onlyFrom = (name, library, home) => ({
  name,
  comment: `${library} is imported by ${home} alone.`,
  severity: 'error',
  from: { path: '^src/', pathNot: home },
  to: { path: `node_modules/${library}` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' }, to: {} },
    { name: 'not-to-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        // An optional package is unknown where npm did not install it; DuckDB is a peer, and there for the tests.
        pathNot: '^@tensorflow/tfjs-node$|@duckdb/',
      },
    },
    ...layerRules,
    ...stageRules,
    {
      name: 'mlflow-stands-alone',
      comment: 'The MLflow client is a library of its own, for programs that know nothing of this one.',
      severity: 'error',
      from: { path: '^src/tracking/mlflow/' },
      to: { path: '^src/', pathNot: '^src/(tracking/mlflow|foundation)/' },
    },
    onlyFrom('tensorflow-in-training', '@tensorflow/', '^src/pipeline/training/'),
    onlyFrom('duckdb-in-dataset', '@duckdb/', '^src/pipeline/dataset/'),
    onlyFrom('commander-in-commands', 'commander/', '^src/(cli|commands)/'),
    onlyFrom('chalk-in-terminal', 'chalk/', '^src/terminal/'),
    onlyFrom('ora-in-terminal', 'ora/', '^src/terminal/'),
    onlyFrom('inquirer-in-interview', '@inquirer/', '^src/terminal/interview/'),
    {
      name: 'vega-in-draw-chart',
      comment: 'Pictures are described with the types of Vega-Lite; Vega is loaded where they are drawn.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/reports/draw-chart\\.ts$' },
      to: { path: 'node_modules/vega', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'vega-is-lazy',
      comment: 'A page without pictures loads no Vega.',
      severity: 'error',
      from: { path: '^src/reports/draw-chart\\.ts$' },
      to: { path: 'node_modules/vega', dynamic: false },
    },
    onlyFrom('yauzl-in-unpack', 'yauzl/', '^src/foundation/unpack/'),
    onlyFrom('execa-in-process-runner', 'execa/', '^src/foundation/process-runner\\.ts$'),
    {
      name: 'heavy-code-is-lazy',
      comment: 'What a command does not always need is imported inside the function that runs.',
      severity: 'error',
      from: { path: '^src/(cli|commands)/' },
      to: {
        path: '^src/pipeline/(training/|workflows/(train|fit)-|dataset/)',
        dependencyTypesNot: ['type-only'],
        dynamic: false,
        preCompilationOnly: false,
      },
    },
    {
      name: 'reports-are-pure',
      comment: 'A report knows documents and their words, not how they come about.',
      severity: 'error',
      from: { path: '^src/reports/' },
      to: {
        path: '^src/(pipeline|tracking)/',
        pathNot: '^src/pipeline/(evaluation/metric-(keys|titles)|workflows/evaluation-words|model/network)\\.ts$',
        dependencyTypesNot: ['type-only'],
        preCompilationOnly: false,
      },
    },
    {
      name: 'browser-safe',
      comment: 'What predicts and explains runs in a browser.',
      severity: 'error',
      from: { path: '^src/pipeline/(prediction|explanation|population|features/encoder|model)' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
