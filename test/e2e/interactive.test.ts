import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExplainedPrediction } from '../../src/pipeline/explanation/explained-prediction.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM, QUICK } from '../helpers/diabetes.ts';
import { KEYS, missingTerminal, openTerminal, type Terminal, type TerminalOptions } from '../helpers/terminal.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const SECOND_SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const { enter, escape, up, down, left, backspace, ctrlC, ctrlD, ctrlX, ctrlZ } = KEYS;

/** How often Enter leads from the first question to another one; the height is asked for, too. */
const TO_BODY_MASS_INDEX = 7;
const TO_AGE = 19;

interface Predicted {
  readonly prediction: ExplainedPrediction;
}

let cwd: string;
const opened: Terminal[] = [];

const ASK = [process.execPath, PROGRAM, 'predict', '--interactive'];
/** Stops when its program does, scrolls away what is to be seen, and goes on with it after a line was typed. */
const SHELL = `set -m; "$@"; printf '%30s' | tr ' ' '\\n' >&2; echo stopped >&2; read line; fg > /dev/null`;

/** Runs a program in a terminal whose looks the tests choose. */
function open(program: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
  const env = { PATH: process.env.PATH, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '1' };
  const terminal = openTerminal(program, { cwd, env, ...options });
  opened.push(terminal);
  return terminal;
}

function ask(argv: readonly string[], options?: Partial<TerminalOptions>): Terminal {
  return open([...ASK, ...argv], options);
}

/** Answers questions, each after its number is to be seen. */
async function answer(terminal: Terminal, answers: Readonly<Record<number, string>>): Promise<void> {
  for (const [number, keys] of Object.entries(answers)) {
    await terminal.see(`Question ${number} of`);
    terminal.press(keys);
  }
}

describeWith(missingBuild ?? missingTerminal, 'predict --interactive', () => {
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'interactive-'));
    await writeFile(join(cwd, 'orchard.csv'), secondSurveyRows(400, 7));
    await diabetesJson(['train', '--no-track', ...QUICK, '--set', 'data.synthetic_rows=3000'], { cwd });
    const orchard = ['--schema', SECOND_SCHEMA, '--data', 'orchard.csv', '--out', 'orchard'];
    await diabetesJson(['train', '--no-track', ...QUICK, ...orchard], { cwd });
  }, 60_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));
  afterEach(() => {
    for (const terminal of opened.splice(0)) terminal.close();
  });

  const flagsSay = (...argv: string[]) => diabetesJson<Predicted>(['predict', ...argv], { cwd });

  describe('of another survey', () => {
    const orchard = ['--model', 'orchard'];

    it('says what flags say, by numbers, arrows and letters', async () => {
      const terminal = ask([...orchard, '--json']);
      await terminal.see("❯ 0  Don't know");
      terminal.press('y');
      await terminal.see('❯ 1  Yes');
      terminal.press(enter);
      await terminal.see('How steep is the ground?');
      terminal.press(up);
      await terminal.see('❯ 3  Steep');
      terminal.press(enter);
      await terminal.see('What is the soil?');
      terminal.press(down, 'j', 'j', 'k');
      await terminal.see('❯ 2  Sand');
      terminal.press(enter);
      await answer(terminal, { 4: `12${enter}`, 5: `-3.5${enter}` });
      const { exitCode, stdout } = await terminal.ended();
      expect(exitCode).toBe(0);
      const flags = ['--irrigated', '--slope', 'steep', '--soil', 'sand', '--trees', '12', '--coldest-night', '-3.5'];
      expect(JSON.parse(stdout)).toEqual(await flagsSay(...orchard, ...flags));
      expect(terminal.all()).toEqual([
        'Irrigated      yes',
        'Slope          steep',
        'Soil           sand',
        'Young trees    12 trees',
        'Coldest night  -3.5 °C',
      ]);
    });

    it('takes keys that come all at once', async () => {
      const terminal = ask([...orchard, '--json']);
      await terminal.see('Question 1 of 5');
      terminal.press('1', enter, '3', enter, '2', enter, '12', enter, '-3.5', enter);
      const { stdout } = await terminal.ended();
      expect((JSON.parse(stdout) as Predicted).prediction.given).toEqual({
        Irrigated: 1,
        Slope: 3,
        Soil: 5,
        Trees: 12,
        Coldest: -3.5,
      });
    });

    it('prints the result for a person to standard output, and only that', async () => {
      const terminal = ask([...orchard]);
      await terminal.see('Question 1 of 5');
      terminal.press('1', ctrlX);
      const { exitCode, stdout } = await terminal.ended();
      expect([exitCode, stdout]).toEqual([0, (await diabetes(['predict', ...orchard, '--irrigated'], { cwd })).stdout]);
      expect(stdout).toContain('Given       Irrigated: yes');
    });

    it('refuses to predict from nothing, as without --interactive', async () => {
      const terminal = ask([...orchard]);
      await answer(terminal, { 1: enter, 2: enter, 3: enter, 4: enter, 5: enter });
      expect(await terminal.ended()).toEqual({ exitCode: 2, stdout: '' });
      expect(terminal.all().join('\n')).toContain(
        'Error: there is nothing to predict from: no question was answered\nHint: Answer at least one of them.',
      );
    });

    it('asks nothing where flags answer everything', async () => {
      const flags = ['--irrigated', '--slope', 'steep', '--soil', 'sand', '--trees', '12', '--coldest-night', '-3.5'];
      const terminal = ask([...orchard, ...flags, '--json']);
      const { stdout } = await terminal.ended();
      expect(JSON.parse(stdout)).toEqual(await flagsSay(...orchard, ...flags));
      expect(terminal.raw()).toBe('');
    });
  });

  describe('on the way', () => {
    it('goes back by Esc and ← to the earlier answer, and takes another one', async () => {
      const terminal = ask(['--json']);
      await terminal.see('Question 1 of 21');
      terminal.press('1', enter);
      await terminal.see('Question 2 of 21');
      terminal.press('2', enter);
      await terminal.see('High cholesterol                     no');
      terminal.press(left);
      await terminal.see('❯ 2  No');
      expect(terminal.visible().join('\n')).toContain('Question 2 of 21');
      terminal.press(escape);
      await terminal.see('Question 1 of 21');
      expect(terminal.visible()).toContain('❯ 1  Yes');
      expect(terminal.visible()[0]).toContain('Question 1');
      terminal.press('2', enter);
      await terminal.see('Question 2 of 21');
      terminal.press(ctrlX);
      const { stdout } = await terminal.ended();
      expect((JSON.parse(stdout) as Predicted).prediction.given).toEqual({ HighBP: 0, HighChol: 0 });
    });

    it('keeps a wrong number to be corrected', async () => {
      const terminal = ask(['--json']);
      await terminal.see('Question 1 of 21');
      terminal.press(enter.repeat(TO_AGE));
      await terminal.see('How old are you?');
      terminal.press('5', enter);
      await terminal.see('❯ 5\n"5" is not valid; give a number, 18 to 120 years');
      terminal.press(backspace, '52');
      await terminal.see('❯ 52\n\nEnter: next');
      terminal.press(enter);
      await terminal.see('Age                                  52 years');
      terminal.press(ctrlX);
      const { stdout } = await terminal.ended();
      expect(JSON.parse(stdout)).toEqual(await flagsSay('--age', '52'));
    });

    it('asks for height and weight where the body mass index is left out', async () => {
      const terminal = ask(['--json']);
      await terminal.see('Question 1 of 21');
      terminal.press(enter.repeat(TO_BODY_MASS_INDEX));
      await terminal.see('leave it empty to give height and weight');
      terminal.press(enter);
      await terminal.see('How tall are you?');
      terminal.press('180', enter);
      await terminal.see('How much do you weigh?');
      terminal.press('900', enter);
      await terminal.see('"900" is not valid; give a number, 23 to 295 kg');
      terminal.press(backspace, enter);
      await terminal.see('Body mass index                      27.8 kg/m²');
      terminal.press(ctrlX);
      const { stdout } = await terminal.ended();
      expect(JSON.parse(stdout)).toEqual(await flagsSay('--height-cm', '180', '--weight-kg', '90'));
    });

    it('goes on after Ctrl-Z and fg', async () => {
      const terminal = open(['sh', '-c', SHELL, 'sh', ...ASK, '--json']);
      await terminal.see("❯ 0  Don't know");
      terminal.press('1');
      await terminal.see('❯ 1  Yes');
      terminal.press(ctrlZ);
      await terminal.see('stopped');
      expect(terminal.visible().join('\n')).not.toContain('Question');
      terminal.press(enter);
      await terminal.see('Question 1 of 21');
      expect(terminal.visible()).toContain('❯ 1  Yes');
      terminal.press(enter);
      await terminal.see('Question 2 of 21');
      terminal.press(ctrlX);
      const { exitCode, stdout } = await terminal.ended();
      expect([exitCode, (JSON.parse(stdout) as Predicted).prediction.given]).toEqual([0, { HighBP: 1 }]);
    });

    it('asks only what flags have not answered', async () => {
      const terminal = ask(['--no-hypertension', '--age', '52', '--json']);
      await terminal.see('Question 1 of 19');
      expect(terminal.visible().join(' ')).toContain('cholesterol is high');
      terminal.press('y', ctrlX);
      const { stdout } = await terminal.ended();
      expect(JSON.parse(stdout)).toEqual(
        await flagsSay('--no-high-blood-pressure', '--age', '52', '--high-cholesterol'),
      );
    });

    it('explains, tries and searches like any prediction', async () => {
      const about = ['--explain', '--what-if', 'weight-kg=70', '--counterfactual', '--json'];
      const terminal = ask([...about, '--bmi', '35', '--what-if', 'height-cm=180']);
      await terminal.see('Question 1 of 20');
      terminal.press('y', ctrlX);
      const { stdout } = await terminal.ended();
      const flags = ['--bmi', '35', '--high-blood-pressure', '--what-if', 'height-cm=180'];
      expect(JSON.parse(stdout)).toEqual(await flagsSay(...about, ...flags));
      expect(Object.keys((JSON.parse(stdout) as Predicted).prediction)).toEqual(
        expect.arrayContaining(['explanation', 'whatIf', 'counterfactual']),
      );
    });
  });

  describe('is ended', () => {
    it.each([
      ['Ctrl-C', ctrlC],
      ['Ctrl-D', ctrlD],
    ])('by %s with 130, in the middle of a question and of a number', async (_, key) => {
      for (const before of ['1', `${enter.repeat(TO_AGE)}5`]) {
        const terminal = ask([]);
        await terminal.see('Question 1 of 21');
        terminal.press(before);
        await terminal.see(before === '1' ? '❯ 1  Yes' : '❯ 5');
        terminal.press(key);
        expect(await terminal.ended()).toEqual({ exitCode: 130, stdout: '' });
        expect(terminal.all().slice(-2)).toEqual([expect.stringContaining('Ctrl-X: finish'), 'Error: interrupted']);
      }
    });

    it('by SIGTERM with 143', async () => {
      const terminal = ask([]);
      await terminal.see('Question 1 of 21');
      terminal.terminate();
      expect(await terminal.ended()).toEqual({ exitCode: 143, stdout: '' });
      expect(terminal.all().slice(-2)).toEqual([
        '↑↓ or 0-2: choose · Enter: take · Ctrl-X: finish, the rest unknown',
        'Error: terminated',
      ]);
    });

    it('by the end of its terminal, and does not go on without one', async () => {
      const terminal = ask([]);
      await terminal.see('Question 1 of 21');
      terminal.close();
      const { exitCode, stdout } = await terminal.ended();
      // Nobody is there to tell: which of the hangup and the failing terminal comes first, and how Node ends, is open.
      expect([exitCode === 0, stdout]).toEqual([false, '']);
    });
  });

  describe('looks', () => {
    it('well on 40 columns and 15 rows, and leaves nothing but the answers', async () => {
      const terminal = ask(['--json'], { columns: 40, rows: 15 });
      await terminal.see('Question 1 of 21');
      terminal.press(enter.repeat(TO_AGE + 1));
      await terminal.see(
        'Question 20 of 21 · About you\nWhat is the highest grade or year of\nschool that you completed?\n\n',
      );
      terminal.press('5');
      await terminal.see('❯ 5  1 to 3 years of college (some\n     college or technical school)');
      expect(terminal.visible()[0]).toMatch(/^Question 20/);
      terminal.press(enter);
      await terminal.see('Question 21 of 21');
      terminal.press('12x', enter);
      await terminal.see('"12x" is not valid; give a number, 0 to\n10000000 dollars a year');
      terminal.press(backspace, '000', enter);
      expect((await terminal.ended()).exitCode).toBe(0);
      const lines = terminal.all();
      expect(lines.slice(0, 3)).toEqual([
        "High blood pressure  don't know",
        "High cholesterol  don't know",
        "Stroke  don't know",
      ]);
      expect(lines.slice(-4)).toEqual([
        'Education',
        '  1 to 3 years of college (some college',
        '  or technical school)',
        'Household income  12000 dollars a year',
      ]);
      expect(lines.filter((line) => /Question|Enter|❯/.test(line))).toEqual([]);
    });

    it('plain without colours and UTF-8', async () => {
      const terminal = ask(['--model', 'orchard'], {
        env: { PATH: process.env.PATH, TERM: 'xterm', LC_ALL: 'C', NO_COLOR: '1' },
      });
      await terminal.see("> 0  Don't know");
      const [text, ...sequences] = terminal.raw().split('\u001b[');
      expect([text, ...sequences].join('')).toMatch(/^[\r\n -~]*$/);
      expect(sequences.filter((sequence) => /^[\d;]*m/.test(sequence))).toEqual([]);
      expect(sequences.length).toBeGreaterThan(0);
    });

    it('coloured otherwise', async () => {
      const terminal = ask([], { env: { PATH: process.env.PATH, TERM: 'xterm', LANG: 'en_US.UTF-8' } });
      await terminal.see("❯ 0  Don't know");
      expect(terminal.raw()).toContain('\u001b[1mQuestion 1 of 21\u001b[22m');
    });
  });

  describe('refuses, before it asks', () => {
    it.each([
      [['--age', '5'], '--age: "5" is not valid; give a number, 18 to 120 years'],
      [['--what-if', 'bmi=x'], '--what-if bmi: "x" is not valid; give a number, 12 to 98 kg/m²'],
      [['--model', 'nowhere'], 'there is no model'],
      [['--person', '{}'], '--interactive and --person exclude each other'],
      [['--input', 'people.csv'], '--interactive and --input exclude each other'],
    ])('%j', async (argv, message) => {
      const terminal = ask(argv);
      expect(await terminal.ended()).toEqual({ exitCode: 2, stdout: '' });
      expect(terminal.all().join('\n')).toContain(message);
      expect(terminal.all().join('\n')).not.toContain('Question');
    });

    it('a terminal that cannot redraw', async () => {
      const terminal = ask([], { env: { PATH: process.env.PATH, TERM: 'dumb' } });
      expect((await terminal.ended()).exitCode).toBe(2);
      expect(terminal.all().join('')).toContain('this one cannot redraw what it shows');
    });
  });
});

describeWith(missingBuild, 'predict --interactive without a terminal', () => {
  it('is refused, with the other way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'interactive-'));
    await diabetesJson(['train', '--no-track', ...QUICK, '--set', 'data.synthetic_rows=3000'], { cwd: folder });
    expect(await diabetes(['predict', '--interactive'], { cwd: folder, input: 'y\n' })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'Error: --interactive asks in a terminal, and standard input is not one\n' +
        'Hint: diabetes predict --person - < person.json\n',
    });
    await rm(folder, { recursive: true, force: true });
  });
});
