import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { missingMount } from '../helpers/missing-mount.ts';
import { makeParquet, missingDuckdb, readParquet } from '../helpers/parquet.ts';
import { runCommand, runOrThrow } from '../helpers/run-command.ts';
import { writeMadeUpBundle } from '../helpers/write-made-up-bundle.ts';

interface Document {
  readonly rows: number;
  readonly rejected?: number;
  readonly errors?: string;
}

const ADDED = ['p_none', 'p_prediabetes', 'p_diabetes', 'p_any', 'predicted_class'];
const ENDING = `,${ADDED.join(',')}`;
/** A column of an indicator that is a whole number of 1 to 5, one of texts, and an identifier that no double holds. */
const ROWS: readonly (readonly [i1: string, note: string, id: string])[] = [
  ['2', 'plain', '9007199254740993'],
  ['', 'say "hi", \\ you', '0017'],
  ['5', 'two\nlines', '-1'],
  ['3', 'é: {"I1": 4}', '12345678901234567890'],
];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const CSV = `I1,note,id\n${ROWS.map(([i1, note, id]) => `${i1},${quoted(note)},${id}\n`).join('')}`;
const JSON_LINES = ROWS.map(
  ([i1, note, id]) => `{"note": ${JSON.stringify(note)}, "I1":${i1 || 'null'},  "id":${String(BigInt(id))}}\n`,
).join('');

describeWith(missingBuild, 'predictions of a file', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'predict-files-'));
    await writeMadeUpBundle(join(cwd, 'model'));
    await write('people.csv', CSV);
    await write('people.jsonl', JSON_LINES);
    await write('people.bin', gzipSync(JSON_LINES));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const write = (name: string, content: string | Uint8Array): Promise<void> => writeFile(join(cwd, name), content);
  async function textOf(name: string): Promise<string> {
    const bytes = await readFile(join(cwd, name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  }
  const argvOf = (...argv: string[]): string[] => ['predict', '--model', 'model', '--input', ...argv];
  const predict = (...argv: string[]) => diabetes(argvOf(...argv, '--quiet'), { cwd });
  const predictJson = (...argv: string[]) => diabetesJson<Document>(argvOf(...argv), { cwd });
  /** What standard output holds for rows that are written to a file first. */
  async function rowsOf(name: string, content: string | Uint8Array): Promise<string> {
    await write(name, content);
    const { exitCode, stdout, stderr } = await predict(name);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  }
  /** The numbers and the class at the end of each row of CSV. */
  const endings = (csv: string): readonly (readonly string[])[] =>
    csv
      .trimEnd()
      .split('\n')
      .filter((line) => /,\d.*,(none|prediabetes|diabetes)$/.test(line))
      .map((line) => line.split(',').slice(-5));
  const parsed = (lines: string) =>
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const addedTo = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => ADDED.map((name) => String(row[name])));

  describe('in CSV', () => {
    let expected: readonly (readonly string[])[];
    beforeAll(async () => {
      expected = endings((await predict('people.csv')).stdout);
      expect(expected).toHaveLength(4);
    });

    it('keep every column as it stands', async () => {
      const { stdout } = await predict('people.csv');
      const rows = ROWS.map(([i1, note, id], i) => `${i1},${quoted(note)},${id},${expected[i]!.join(',')}\n`);
      expect(stdout).toBe(`I1,note,id${ENDING}\n${rows.join('')}`);
    });

    it('are the same with a byte order mark, CRLF, blank lines and without a last line ending', async () => {
      const plain = await rowsOf('plain.csv', 'I1,id\n2,007\n,x\n');
      expect(await rowsOf('odd.csv', '\uFEFF\r\nI1,id\r\n2,007\r\n\r\n\n,x')).toBe(plain);
      expect(await rowsOf('odd.csv', gzipSync('I1,id\r2,007\r,x\r'))).toBe(plain);
    });

    it('may have a column twice that is none of the survey, and no rows', async () => {
      expect(await rowsOf('twice.csv', 'x,I1,x\n1,2,3\n')).toMatch(/^x,I1,x,p_none.*\n1,2,3,0\./);
      expect(await rowsOf('none.csv', 'x,I1\n')).toBe(`x,I1${ENDING}\n`);
      expect(await predictJson('none.csv', '--out', 'none.jsonl')).toMatchObject({ rows: 0 });
      expect(await textOf('none.jsonl')).toBe('');
    });

    it('have a column at least that is not ignored', async () => {
      await write('one.csv', 'x,I1\n1,2\n');
      const { exitCode, stderr } = await predict('one.csv', '--ignore-column', 'I1');
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/of the survey's columns .*one\.csv has only ignored ones: "I1"\nHint: Leave out one/);
    });

    it.each<[string, string | Uint8Array, string]>([
      ['without a header', '1,2\n3,4\n', 'has no header: its first line is "1,2"'],
      ['with an indicator twice', 'I1,x,I1\n1,2,3\n', 'holds "I1" more than once'],
      ['of flags', 'i1,I\n1,2\n', "has none of the survey's columns"],
      ['that is not UTF-8', Buffer.from('x,I1\nM\xfcller,1\n', 'latin1'), 'row 1 (line 2) is not UTF-8 text'],
    ])('%s are refused', async (_, content, message) => {
      await write('wrong.csv', content);
      const { exitCode, stderr } = await predict('wrong.csv');
      expect(exitCode).toBe(3);
      expect(stderr).toContain(message);
    });

    it('become JSON Lines: the survey in numbers, other columns in texts', async () => {
      expect(await predictJson('people.csv', '--out', 'from-csv.jsonl')).toMatchObject({ rows: 4 });
      const rows = parsed(await textOf('from-csv.jsonl'));
      expect(rows.map(({ I1, note, id }) => [I1, note, id])).toEqual(
        ROWS.map(([i1, note, id]) => [i1 === '' ? null : Number(i1), note, id]),
      );
      expect(addedTo(rows)).toEqual(expected);
      await predictJson('people.csv', '--out', 'from-csv.NDJSON.gz');
      expect(gunzipSync(await readFile(join(cwd, 'from-csv.NDJSON.gz'))).toString()).toBe(
        await textOf('from-csv.jsonl'),
      );
    });

    it('do not become JSON Lines where two columns have one name', async () => {
      await write('twice.csv', 'x,I1,x\n1,2,3\n');
      const { exitCode, stderr } = await predict('twice.csv', '--out', 'new.jsonl');
      expect(exitCode).toBe(3);
      expect(stderr).toContain('holds "x" more than once');
    });

    it('keep a column that is ignored as the text that it is', async () => {
      await write('ignored.csv', 'I0,I1\n1,many\n');
      await predictJson('ignored.csv', '--ignore-column', 'I1', '--out', 'ignored.jsonl');
      expect(parsed(await textOf('ignored.jsonl'))).toMatchObject([{ I0: 1, I1: 'many' }]);
    });
  });

  describe('in JSON Lines', () => {
    let expected: readonly (readonly string[])[];
    beforeAll(async () => {
      expected = endings((await predict('people.csv')).stdout);
    });

    it('are the objects as they stand with the predictions behind', async () => {
      const rows = JSON_LINES.trimEnd()
        .split('\n')
        .map((line, i) => {
          const [none, prediabetes, yes, any, predicted] = expected[i]!;
          const added = `"p_none":${none!},"p_prediabetes":${prediabetes!},"p_diabetes":${yes!},"p_any":${any!}`;
          return `${line.slice(0, -1)},${added},"predicted_class":"${predicted!}"}\n`;
        });
      const standard = await predict('people.jsonl');
      expect(standard).toMatchObject({ exitCode: 0, stdout: rows.join(''), stderr: '' });
      expect(await predictJson('people.bin', '--out', 'out.jsonl.gz')).toMatchObject({ rows: 4 });
      expect(await textOf('out.jsonl.gz')).toBe(rows.join(''));
      const piped = await diabetes(argvOf('-', '-q'), {
        cwd,
        input: `\uFEFF\n${JSON_LINES.replaceAll('\n', '\r\n\n')}`,
      });
      expect(piped).toMatchObject({ exitCode: 0, stdout: rows.join('') });
    });

    it('become CSV with the keys of the first rows for columns', async () => {
      await predictJson('people.jsonl', '--out', 'from-json.csv');
      const rows = ROWS.map(([i1, note, id], i) => {
        const cell = /[",\n]/.test(note) ? quoted(note) : note;
        return `${cell},${i1},${String(BigInt(id))},${expected[i]!.join(',')}\n`;
      });
      expect(await textOf('from-json.csv')).toBe(`note,I1,id${ENDING}\n${rows.join('')}`);
    });

    it('may leave answers out, or give no object at all to predict from', async () => {
      const stdout = await rowsOf('empty.jsonl', '{"I1":2}\n{ }\n{"I2":"31.5","I1":null,"x":{"y":[1]}}');
      const [, none, last] = stdout.split('\n');
      expect(none).toMatch(/^\{"p_none":0\./);
      expect(last).toMatch(/^\{"I2":"31\.5","I1":null,"x":\{"y":\[1\]\},"p_none":0\./);
    });

    const LATER = `${'{"I1":2}\n'.repeat(9000)}{"zip":"08015"}\n{"I2":31}\n`;

    it('may have other columns in later rows, where those are JSON Lines too', async () => {
      await write('later.jsonl', LATER);
      const { exitCode, stdout, stderr } = await diabetes(argvOf('later.jsonl'), { cwd });
      expect(exitCode).toBe(0);
      const [unknown, zip, known] = [9001, 9001, 9002].map((row) => stdout.split('\n')[row - 1]!);
      expect(zip).toMatch(/^\{"zip":"08015","p_none":/);
      expect(known!.replace('"I2":31,', '')).not.toBe(unknown!.replace('"zip":"08015",', ''));
      expect(stderr).toContain(`the beginning of ${join(cwd, 'later.jsonl')} (8,192 rows) lacks 8 of the 9 indicators`);
      const before = await readdir(cwd);
      for (const out of ['new.csv', 'new.parquet']) {
        const result = await predict('later.jsonl', '--out', out);
        expect(result).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('Hint: Write a .jsonl file') });
        expect(result.stderr).toContain(
          'row 9001 (line 9001) has the column "zip", which none of the first 8,192 rows',
        );
      }
      expect(await readdir(cwd)).toEqual(before);
    });

    it.each([
      ['a truth value', '{"I1":2}\n{"I1":true}\n', 'wrong.jsonl, row 2 (line 2), column I1: true is not a number'],
      ['a code out of range', '{"I1":2}\n\n{"I1":9}\n', 'row 2 (line 3), column I1: 9 is outside 1 to 5'],
      ['a key twice', '{"I1":2}\n{"I1":2,"x":1,"x":1}\n', 'row 2 (line 2) has the key "x" more than once'],
      ['an array', '{"I1":2}\n[3]\n', 'row 2 (line 2) is [3], not a JSON object'],
      ['a line that breaks off', '{"I1":2}\n{"I1":\n', 'row 2 (line 2) is not JSON: '],
      ['a line without an end', `{"I1":2}\n{"x":"${'x'.repeat(2_000_000)}`, 'row 2 (line 2) is longer than 1 MiB'],
      [
        'a later column of the prediction',
        `${'{"I1":2}\n'.repeat(9000)}{"p_any":1}\n`,
        'column p_any: predictions are written under this name',
      ],
      ['a column of the prediction', '{"I1":2,"p_any":1}\n', 'already has the column p_any'],
      [
        'flags',
        '{"i1":2}\n',
        "Files use the survey's column names and codes, not the words and units of the command line",
      ],
      [
        'a JSON array',
        '[{"I1":2}]',
        "Turn it into JSON Lines, one object a line: jq -c '.[]' people.json > people.jsonl",
      ],
    ])('with %s are refused', async (_, content, message) => {
      await write('wrong.jsonl', content);
      const { exitCode, stderr } = await predict('wrong.jsonl', '--out', 'new.jsonl');
      expect(exitCode).toBe(3);
      expect(stderr).toContain(message);
      expect(await readdir(cwd)).not.toContain('new.jsonl');
    });
  });

  describeWith(missingDuckdb, 'in Parquet', () => {
    beforeAll(async () => {
      const rows = ROWS.map(
        ([i1, note, id]) => `(${i1 || 'NULL'}, '${note}', ${String(BigInt(id))}::DECIMAL(38, 0), 1.50)`,
      );
      const query = `FROM (VALUES ${rows.join(', ')}) AS t("I1", note, id, "price")`;
      await makeParquet(join(cwd, 'people.parquet'), `SELECT *, 'nan'::DOUBLE AS x, DATE '2020-01-31' AS day ${query}`);
    });

    it('become JSON Lines in which numbers are numbers', async () => {
      await predictJson('people.parquet', '--out', 'from-parquet.jsonl');
      const lines = (await textOf('from-parquet.jsonl')).split('\n');
      expect(lines[3]).toMatch(
        /^\{"I1":3,"note":"é: \{\\"I1\\": 4\}","id":12345678901234567890,"price":1\.50,"x":null,"day":"2020-01-31","p_none":0\./,
      );
      expect(lines[1]).toMatch(/^\{"I1":null,/);
    });

    it('tell how many of their rows are done', async () => {
      const argv = argvOf('people.parquet', '--out', 'progress.parquet', '--json');
      const { stderr } = await diabetes(argv, { cwd });
      const events = stderr.trimEnd().split('\n');
      expect(events.map((line) => JSON.parse(line) as object)).toContainEqual(
        expect.objectContaining({ type: 'progress', stage: 'predict', unit: 'row', done: 4, total: 4 }),
      );
    });

    it('come from JSON Lines: the survey in numbers, other columns in texts', async () => {
      await predictJson('people.jsonl', '--out', 'from-json.parquet');
      const { columns, rows } = await readParquet(join(cwd, 'from-json.parquet'));
      expect(columns.slice(0, 3)).toEqual([
        ['note', 'VARCHAR'],
        ['I1', 'DOUBLE'],
        ['id', 'VARCHAR'],
      ]);
      expect(rows.map((row) => row.slice(0, 3))).toEqual(
        ROWS.map(([i1, note, id]) => [note, i1 === '' ? null : Number(i1), String(BigInt(id))]),
      );
    });

    it('leave out the rows that cannot be predicted', async () => {
      const query = 'SELECT i AS id, CASE WHEN i % 10 = 3 THEN 9 ELSE i % 5 + 1 END AS "I1" FROM range(20000) AS r(i)';
      await makeParquet(join(cwd, 'some.parquet'), query, ', ROW_GROUP_SIZE 4096');
      for (const out of ['some-out.parquet', 'some-out.csv']) {
        const document = await predictJson('some.parquet', '--errors', 'some-errors.csv', '--out', out);
        expect(document).toMatchObject({ rows: 18_000, rejected: 2000, errors: join(cwd, 'some-errors.csv') });
        const [header, first, ...others] = (await textOf('some-errors.csv')).trimEnd().split('\n');
        expect(header).toBe('row,line,column,reason,text');
        expect(first).toBe('4,,I1,9 is outside 1 to 5,"3,9"');
        expect(others).toHaveLength(1999);
      }
      const { rows } = await readParquet(join(cwd, 'some-out.parquet'));
      const fromCsv = (await textOf('some-out.csv')).trimEnd().split('\n').slice(1);
      expect(rows.map((row) => row.map(String).join(','))).toEqual(fromCsv);
      expect(rows.map(([id]) => Number(id) % 10).filter((digit) => digit === 3)).toEqual([]);
    });
  });

  describe('with --errors', () => {
    const BAD = 'id,I1,I2\n1,2,31\n2,9,500\n3,x,31\n4,1\n"5\n5",2,\n6,,31\n';
    const REJECTED = [
      'row,line,column,reason,text',
      '2,3,I1; I2,9 is outside 1 to 5; 500 is outside 12 to 98,"2,9,500"',
      '3,4,I1,"""x"" is not a number","3,x,31"',
      '4,5,,"has 2 cells, the header has 3","4,1"',
      '',
    ].join('\n');
    let good: string;
    beforeAll(async () => {
      await write('bad.csv', BAD);
      good = await rowsOf(
        'good.csv',
        BAD.split('\n')
          .filter((line) => !/^[234],/.test(line))
          .join('\n'),
      );
    });

    it('the other rows are predicted, and those collected', async () => {
      const argv = ['bad.csv', '--errors', 'rejected.csv', '--out', 'left.csv'];
      const document = await predictJson(...argv);
      expect(document).toMatchObject({ rows: 3, rejected: 3, errors: join(cwd, 'rejected.csv') });
      expect(await textOf('left.csv')).toBe(good);
      expect(await textOf('rejected.csv')).toBe(REJECTED);
      const { stdout } = await predict(...argv);
      expect(stdout).toContain(`\n3 rows could not be predicted: ${join(cwd, 'rejected.csv')} says why\n`);
    });

    it('they are packed where the name ends in .gz, beside rows on standard output', async () => {
      const { exitCode, stdout, stderr } = await diabetes(argvOf('bad.csv', '--errors', 'rejected.csv.gz'), { cwd });
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: good });
      expect(stderr).toContain(`3 rows could not be predicted: ${join(cwd, 'rejected.csv.gz')} says why\n`);
      expect(await textOf('rejected.csv.gz')).toBe(REJECTED);
    });

    it('of JSON Lines are the lines as they stand', async () => {
      const lines = ['{"I1":2}', '{"I1": 9, "x":"a,\\"b"}', 'nonsense', `{"x":"${'x'.repeat(2_000_000)}"}`, '{"I1":1}'];
      await write('bad.jsonl', lines.join('\n'));
      expect(await predictJson('bad.jsonl', '--errors', 'e.csv', '--out', 'left.jsonl')).toMatchObject({ rejected: 3 });
      const [, range, json, long] = (await textOf('e.csv')).split('\n');
      expect(range).toBe('2,2,I1,9 is outside 1 to 5,"{""I1"": 9, ""x"":""a,\\""b""}"');
      expect(json).toMatch(/^3,3,,"is not JSON: .*",nonsense$/);
      expect(long).toMatch(/^4,4,,is longer than 1 MiB,"\{""x"":""x+…"$/);
      expect(parsed(await textOf('left.jsonl')).map(({ I1 }) => I1)).toEqual([2, 1]);
    });

    it('a header is there where no row is rejected, and all rows may be', async () => {
      await predictJson('people.csv', '--errors', 'e.csv', '--out', 'left.csv');
      expect(await textOf('e.csv')).toBe(`${REJECTED.split('\n')[0]!}\n`);
      const many = 20_000;
      await write('all.csv', `I1\n${'9\n'.repeat(many)}`);
      const document = await predictJson('all.csv', '--errors', 'e.csv.gz', '--out', 'left.csv');
      expect(document).toMatchObject({ rows: 0, rejected: many });
      expect((await textOf('e.csv.gz')).trimEnd().split('\n')).toHaveLength(many + 1);
      expect(await textOf('left.csv')).toBe(`I1${ENDING}\n`);
    });

    it('and --strict the command ends with 3 when the files are written', async () => {
      const strict = ['--errors', 'strict-errors.csv', '--out', 'strict.csv', '--strict'];
      const failed = await predict('bad.csv', ...strict, '--json');
      expect(failed).toMatchObject({ exitCode: 3, stderr: '' });
      expect(JSON.parse(failed.stdout)).toMatchObject({ rows: 3, rejected: 3 });
      expect(await textOf('strict.csv')).toBe(good);
      expect(await textOf('strict-errors.csv')).toBe(REJECTED);
      expect(await predict('good.csv', ...strict)).toMatchObject({ exitCode: 0 });
    });

    it('a quote that is not closed still stops the run, and neither file is left', async () => {
      await write('quote.csv', `${BAD}"7,2,31\n`);
      const before = await readdir(cwd);
      const result = await predict('quote.csv', '--errors', 'new-errors.csv', '--out', 'new.csv');
      expect(result).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('a quoted cell that is not closed'),
      });
      expect(await readdir(cwd)).toEqual(before);
    });

    it.each([
      [['people.csv', '--errors', 'people.csv'], '--input and --errors are the same file'],
      [['people.csv', '--errors', 'link.csv'], '--input and --errors are the same file'],
      [['people.csv', '--errors', 'new.csv', '--out', 'sub/../new.csv'], '--out and --errors are the same file'],
      [['people.csv', '--errors', 'there/new.csv', '--out', 'here/new.csv'], '--out and --errors are the same file'],
      [['people.csv', '--errors', '-'], '--errors must name a file, not standard output'],
      [['people.csv', '--errors', '/dev/stdout'], '--errors must name a file, not standard output'],
      [['people.csv', '--errors', 'e.parquet'], 'rows are collected as CSV'],
      [['people.csv', '--strict'], '--strict is about the rows that --errors collects'],
      [['people.csv', '--out', 'new.json'], 'is no kind of file that rows are written to'],
    ])('%j is refused', async (argv, message) => {
      await symlink('people.csv', join(cwd, 'link.csv')).catch(() => undefined);
      await mkdir(join(cwd, 'here'), { recursive: true });
      await symlink('here', join(cwd, 'there')).catch(() => undefined);
      const before = await readdir(cwd, { recursive: true });
      const result = await predict(...argv);
      expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
      expect(await readdir(cwd, { recursive: true })).toEqual(before);
      expect(await textOf('people.csv')).toBe(CSV);
    });
  });

  describe('where they cannot be written', () => {
    /** Far more than a pipe holds. */
    const MANY = `I0,I1\n${'1,2\n1,9\n'.repeat(40_000)}`;
    beforeAll(() => write('many.csv', MANY));

    it.each([
      [['--errors', '/dev/full', '--out', 'new.csv'], 'cannot write /dev/full: no space left on the device'],
      [['--errors', 'new.csv', '--out', '/dev/full'], 'cannot write /dev/full: no space left on the device'],
      [['--errors', '.', '--out', 'new.csv'], 'it is a folder'],
      [['--errors', 'people.csv/new.csv', '--out', 'new.csv'], 'a part of the path is a file, not a folder'],
    ])('neither is: %j', async (argv, message) => {
      const before = await readdir(cwd);
      const result = await predict('many.csv', ...argv);
      expect(result).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining(message) });
      expect(await readdir(cwd)).toEqual(before);
    });

    it.each(['many.csv', 'many.jsonl'])('because their reader has gone away, nobody is told: %s', async (input) => {
      await write('many.jsonl', '{"I1":2}\n{"I1":9}\n'.repeat(40_000));
      const argv = argvOf(input, '--quiet', '--errors', 'pipe-errors.csv');
      const line = '{ "$@"; echo "ended with $?" >&2; } | head -n 1';
      const result = await runCommand(['sh', '-c', line, 'sh', process.execPath, PROGRAM, ...argv], { cwd });
      expect(result).toMatchObject({ exitCode: 0, stderr: 'ended with 0\n' });
      expect(result.stdout.split('\n')).toHaveLength(2);
      expect(await readdir(cwd)).not.toContain('pipe-errors.csv');
    });

    describeWith(missingMount, 'because the disk is full', () => {
      let disk: string;
      beforeAll(async () => {
        disk = join(cwd, 'disk');
        await mkdir(disk);
        await runOrThrow(['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
      });
      afterAll(() => runOrThrow(['umount', disk]));

      it.each([
        [['--out', 'disk/new.csv', '--errors', 'new-errors.csv'], 'disk/new.csv'],
        [['--out', 'new.csv', '--errors', 'disk/new-errors.csv'], 'disk/new-errors.csv'],
        [['--out', 'disk/new.jsonl', '--errors', 'new-errors.csv.gz'], 'disk/new.jsonl'],
      ])('neither is there: %j', async (argv, path) => {
        const before = await readdir(cwd, { recursive: true });
        const { exitCode, stderr } = await predict('many.csv', ...argv);
        expect(exitCode).toBe(1);
        expect(stderr).toContain(`cannot write ${join(cwd, path)}: no space left on the device`);
        expect(await readdir(cwd, { recursive: true })).toEqual(before);
      });
    });
  });

  describe('tell how far they are', () => {
    /** The events of a run that writes to a file. */
    async function progressOf(input: string, text?: string): Promise<readonly unknown[]> {
      const argv = argvOf(input, '--out', 'progress.csv', '--json');
      const { exitCode, stderr } = await diabetes(argv, { cwd, ...(text === undefined ? {} : { input: text }) });
      expect(exitCode).toBe(0);
      const events = stderr.trimEnd().split('\n');
      return events.map((line) => JSON.parse(line) as { type: string }).filter(({ type }) => type === 'progress');
    }

    it('in bytes of the file, packed where it is', async () => {
      const size = Buffer.byteLength(CSV);
      const event = { type: 'progress', stage: 'predict', unit: 'byte' };
      expect(await progressOf('people.csv')).toMatchObject([{ ...event, done: size, total: size }]);
      const { length } = gzipSync(JSON_LINES);
      expect(await progressOf('people.bin')).toMatchObject([{ ...event, done: length, total: length }]);
    });

    it('in rows where nobody knows how much there is', async () => {
      const event = { type: 'progress', stage: 'predict', unit: 'row', done: 4, total: 0 };
      expect(await progressOf('-', CSV)).toMatchObject([event]);
    });

    it('not where the rows go to standard output', async () => {
      const { stderr } = await diabetes(argvOf('people.csv'), { cwd });
      expect(stderr.split('\n').filter((line) => line.startsWith('predict'))).toEqual([]);
    });
  });
});
