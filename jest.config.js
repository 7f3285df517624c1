const project = (name, extra = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript' },
          // Without it swc drops imports that are used for their effect alone, such as a backend's registration.
          transform: { verbatimModuleSyntax: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  ...extra,
});

export default {
  randomize: true,
  // To end what hangs; that something is slow on a busy machine is no failure.
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/helpers/totals-reporter.js'],
  projects: [project('unit'), project('integration'), project('e2e')],
};
