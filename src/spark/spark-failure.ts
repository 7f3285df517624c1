import { stripVTControlCharacters } from 'node:util';
import { DiabetesError } from '../foundation/errors.ts';
import type { ProcessResult } from '../foundation/process-runner.ts';
import type { JobProblem } from './job-report.ts';

/** What to do where there is no Spark. */
export function installSpark(requirements: string): string {
  return `Install Java 17 and Spark: pip install -r ${requirements}; or let SPARK_HOME name the folder of a Spark.`;
}

/**
 * The error that a failure of Spark is; its cause is all that Spark wrote, for --verbose.
 *
 * @param problem what the job itself said of it
 * @param requirements the file that names the Python packages of the job
 */
export function sparkFailure(
  result: ProcessResult,
  problem: Extract<JobProblem, { problem: 'failed' }> | undefined,
  requirements: string,
): DiabetesError {
  const output = stripVTControlCharacters(`${result.stdout}\n${result.stderr}`).trim();
  const cause = new Error(output);
  const trouble = TROUBLES.find(({ words }) => words.test(output));
  const hint = trouble?.hint.replace('REQUIREMENTS', requirements);
  const advice = hint === undefined ? {} : { hint };
  if (trouble?.lacking !== undefined) return new DiabetesError('TOOL_MISSING', trouble.lacking, { ...advice, cause });
  const said = problem === undefined ? wordsOf(result.stderr) : [problem.message, ...problem.causes];
  const [message = endOf(result), ...others] = said.map(withoutPackages);
  const untold = others.filter((text) => !text.includes(message));
  const details = untold.map((text) => ({ where: 'Spark', message: text }));
  return new DiabetesError('TOOL_FAILED', `Spark failed: ${message}`, { ...advice, details, cause });
}

interface Trouble {
  readonly words: RegExp;
  /** What is not there, where that is all there is to say. */
  readonly lacking?: string;
  readonly hint: string;
}

/** What Spark 4, its scripts and Java say in known troubles, and what helps. */
const TROUBLES: readonly Trouble[] = [
  {
    words:
      /JAVA_HOME is not set|JAVA_GATEWAY_EXITED|UnsupportedClassVersionError|Unable to locate a Java Runtime|\bjava: (not found|command not found|No such file)/,
    lacking: 'spark-submit finds no Java that it can use',
    hint: 'Install Java 17, or let JAVA_HOME name the folder of one: apt-get install openjdk-17-jre-headless',
  },
  {
    words: /Could not find valid SPARK_HOME/,
    lacking: 'spark-submit finds no Spark: it is not in the Python that python3 on the PATH is',
    hint: 'Put the programs of the environment with pyspark first on the PATH: source ENVIRONMENT/bin/activate',
  },
  {
    words: /No module named|PACKAGE_NOT_INSTALLED/,
    hint: "Install what the job needs in Spark's Python, on each machine: pip install -r REQUIREMENTS",
  },
  {
    words: /S3AFileSystem not found/,
    hint: 'Give Spark what reaches S3: --spark-conf spark.jars.packages=org.apache.hadoop:hadoop-aws:VERSION (that of its Hadoop)',
  },
];

const EXCEPTION = /^(Exception in thread|Caused by: |Error: |[\w.$]+(Error|Exception)\b)/;
const STACK = /^\s*(at |File "|\.\.\. \d+ more)|^\s{4}/;
const CHATTER =
  /^(\d\d\/\d\d\/\d\d [\d:]+ (INFO|WARN) |WARNING: |Using Spark's default log4j|Setting (default|Spark) log level|To adjust logging)/;
const MOST_LINES = 6;

/** The last exception that was written to standard error, or else the last line, and then what stands before it. */
function wordsOf(stderr: string): readonly string[] {
  const lines = stripVTControlCharacters(stderr)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !STACK.test(line) && !CHATTER.test(line));
  const last = lines.findLastIndex((line) => EXCEPTION.test(line));
  const end = last < 0 ? lines.length : last + 1;
  const told = lines.slice(Math.max(0, end - MOST_LINES), end).reverse();
  return told.map((line) => line.replace(/^(Caused by: |Error: |Exception in thread "\w+" )/, '').trim());
}

/** Names of Java's and Python's exceptions without where they are defined. */
function withoutPackages(text: string): string {
  return text.replace(/\b(?:[a-z]\w*\.)+(?=[A-Z]\w*(?:Exception|Error)\b)/g, '');
}

function endOf({ exitCode }: ProcessResult): string {
  return exitCode === null ? 'it was ended by a signal' : `it ended with exit code ${exitCode} and no word`;
}
