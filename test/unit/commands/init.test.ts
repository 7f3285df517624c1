import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createProgram } from '../../../src/cli/program.ts';
import { createInitCommand, type InitOptions } from '../../../src/commands/init/init.ts';
import { planFile, type Template } from '../../../src/commands/init/plan.ts';
import { readTemplates, withOwnSchema } from '../../../src/commands/init/templates.ts';
import { fakeContext } from '../../helpers/fake-context.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';

describe('the options of init', () => {
  async function optionsOf(...argv: string[]): Promise<InitOptions | undefined> {
    let options: InitOptions | undefined;
    const command = createInitCommand(fakeContext(), (given) => {
      options = given;
      return Promise.resolve();
    });
    await command
      .exitOverride()
      .configureOutput({ outputError: () => undefined })
      .parseAsync(argv, { from: 'user' });
    return options;
  }
  const DEFAULTS = { diff: false, force: false, json: false, quiet: false, verbose: false };

  it.each([
    [[], {}],
    [['my-project'], { dir: 'my-project' }],
    [['--diff', '--json'], { diff: true, json: true }],
    [['a', '--force', '-q'], { dir: 'a', force: true, quiet: true }],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(...argv)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each([
    [[''], 'must not be empty'],
    [['a', 'b'], 'too many arguments'],
    [['--dif'], "unknown option '--dif'"],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(...argv)).rejects.toThrow(message);
  });
});

describe('the plan', () => {
  const file = (kind: Template['kind'], text: string): Template => ({ path: 'f', text, kind });

  it.each<[Template['kind'], string | undefined, boolean, string, string]>([
    ['text', undefined, false, 'created', 'new\n'],
    ['text', 'new\n', false, 'unchanged', 'new\n'],
    ['text', 'own\n', false, 'kept', 'new\n'],
    ['text', 'own\n', true, 'updated', 'new\n'],
    ['presence', undefined, false, 'created', 'new\n'],
    ['presence', '', true, 'unchanged', ''],
    ['lines', undefined, false, 'created', 'new\n'],
  ])('for %s over %j, forced: %j', (kind, before, ...[force, state, after]) => {
    expect(planFile(file(kind, 'new\n'), before, force)).toEqual({ path: 'f', state, before, after });
  });

  const WANTED = '# why\na/\n/b/?*\n!/b/*.dvc\n';
  const merge = (existing: string) => planFile(file('lines', WANTED), existing, false);

  it('adds the missing lines of a list below a heading, and leaves what is there in its order', () => {
    expect(merge('z\na/\n')).toMatchObject({
      state: 'updated',
      after: 'z\na/\n\n# What diabetes makes\n/b/?*\n!/b/*.dvc\n',
    });
  });

  it('repeats an exception below a pattern that would overrule it', () => {
    expect(merge('!/b/*.dvc\na/').after).toBe('!/b/*.dvc\na/\n\n# What diabetes makes\n/b/?*\n!/b/*.dvc\n');
  });

  it.each([['b\n\n/b/?*  \r\n!/b/*.dvc\na/'], [WANTED]])('finds nothing missing in %j', (existing) => {
    expect(merge(existing)).toMatchObject({ state: 'unchanged', after: existing });
  });

  it.each([[''], ['\n'], ['z'], ['a/\n'], ['/b/?*\na/'], ['!/b/*.dvc\n\n\n']])(
    'is settled after one merge into %j',
    (existing) => {
      const { after } = merge(existing);
      expect(merge(after)).toMatchObject({ state: 'unchanged', after });
      for (const line of existing.split('\n').filter((one) => one !== '')) expect(after.split('\n')).toContain(line);
    },
  );
});

interface Workflow {
  readonly jobs: { readonly train: { readonly steps: readonly Readonly<Record<string, unknown>>[] } };
}

interface Pipeline {
  readonly stages: Readonly<Record<string, { readonly cmd: string; readonly deps: readonly string[] }>>;
}

describe.each([[false], [true]])('the templates, with a schema of their own: %j', (hasOwnSchema) => {
  async function templateOf(path: string): Promise<string> {
    return (await readTemplates(fakeContext(), hasOwnSchema)).find((template) => template.path === path)!.text;
  }

  /** The arguments of a command line of this program that its commands do not know. */
  async function unknownIn(line: string): Promise<readonly string[]> {
    const argv = line.split(' ').slice(1);
    let command = await createProgram(fakeContext({ argv }));
    while (argv.length > 0) {
      const below = command.commands.find((one) => one.name() === argv[0]);
      if (below === undefined) break;
      command = below;
      argv.shift();
    }
    const { operands, unknown } = command.parseOptions(argv);
    return [...operands, ...unknown];
  }

  it('run commands that there are', async () => {
    const workflow = parse(await templateOf('.github/workflows/diabetes.yml')) as Workflow;
    const pipeline = parse(await templateOf('dvc.yaml')) as Pipeline;
    const runs = workflow.jobs.train.steps.flatMap(({ run }) => (typeof run === 'string' ? [run] : []));
    const lines = [...runs, ...Object.values(pipeline.stages).map(({ cmd }) => cmd)];
    const own = lines.filter((line) => line.startsWith('diabetes '));
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const line of own) expect([line, await unknownIn(line)]).toEqual([line, []]);
    expect(runs).toContain('npm install --global --omit=optional diabetes-mlops@1.2.3');
    expect(await unknownIn('diabetes train --epochs')).toEqual(['--epochs']);
    expect(await unknownIn('diabetes data nonsense')).toEqual(['nonsense']);
  });

  it('name the schema where it is one of their own', async () => {
    const { stages } = parse(await templateOf('dvc.yaml')) as Pipeline;
    const names = Object.keys(stages);
    const reading = hasOwnSchema ? ['prepare', 'train'] : [];
    expect(names.filter((name) => stages[name]!.cmd.includes(' --schema data/schema.yaml'))).toEqual(reading);
    expect(names.filter((name) => stages[name]!.deps.includes('data/schema.yaml'))).toEqual(reading);
    const text = await templateOf('.github/workflows/diabetes.yml');
    expect(text.includes('run: diabetes train --schema data/schema.yaml')).toBe(hasOwnSchema);
  });
});

describe('the workflow', () => {
  const USES = /uses: (\S+)@(.*)$/gm;
  const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');

  it('names each action by the hash of a commit, the same as this repository does', () => {
    const own = new Map([...read('.github/workflows/ci.yml').matchAll(USES)].map(([, action, pin]) => [action, pin]));
    const pins = [...read('templates/workflow.yml').matchAll(USES)];
    expect(pins.map(([, action]) => action)).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'actions/upload-artifact',
    ]);
    for (const [, action, pin] of pins) {
      expect(pin).toMatch(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect([pin, undefined]).toContain(own.get(action));
    }
  });
});

describe('a command for a schema of its own', () => {
  it.each([
    ['diabetes train', 'diabetes train --schema data/schema.yaml'],
    ['diabetes data split', 'diabetes data split --schema data/schema.yaml'],
    ['diabetes doctor', 'diabetes doctor'],
  ])('%s', (line, expected) => {
    expect(withOwnSchema(line)).toBe(expected);
  });
});
