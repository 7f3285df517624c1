import { Option, type Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { SparkSettings } from '../../spark/spark-submit.ts';
import { pairsLike } from '../option-values.ts';
import { isStandardOutput } from '../standard-output.ts';

/** What predicts the rows of a file: this program itself, or Spark where that is set. */
export interface EngineOptions {
  readonly spark?: SparkSettings;
}

const ENGINES = ['local', 'spark'] as const;

/** The engine's options as they were given. */
export interface GivenEngine {
  readonly engine?: (typeof ENGINES)[number];
  readonly sparkMaster?: string;
  readonly sparkConf?: SparkSettings['conf'];
}

/** Adds --engine, --spark-master and --spark-conf. */
export function addEngineOptions(command: Command): void {
  const engine = new Option(
    '--engine <name>',
    'predict a file with this program (the default) or with Apache Spark, which also takes folders and URIs',
  );
  command
    .addOption(engine.choices(ENGINES))
    .option('--spark-master <url>', 'where Spark runs, such as local[4] or yarn (default: what spark-submit is set to)')
    .option(
      '--spark-conf <key=value>',
      'a setting of Spark, such as spark.executor.memory=4g; may be repeated',
      pairsLike('spark.executor.memory=4g'),
    );
}

/**
 * The engine that was asked for.
 *
 * @throws DiabetesError USAGE where Spark is set and not asked for
 */
export function engineOptionsOf({ engine, sparkMaster, sparkConf }: GivenEngine): EngineOptions {
  if (engine === 'spark') {
    return { spark: { conf: sparkConf ?? [], ...(sparkMaster === undefined ? {} : { master: sparkMaster }) } };
  }
  if (sparkMaster === undefined && sparkConf === undefined) return {};
  const option = sparkMaster === undefined ? '--spark-conf' : '--spark-master';
  throw new DiabetesError('USAGE', `${option} is for --engine spark`, {
    hint: 'Add --engine spark.',
  });
}

/** The ends of a job of Spark: where rows come from and go to. */
export interface SparkPaths {
  readonly input: string;
  readonly out: string;
}

/**
 * What Spark is to read and to write.
 *
 * @throws DiabetesError USAGE where that is no file, or is missing
 */
export function sparkPaths({ input, out }: Partial<SparkPaths>): SparkPaths {
  const hint = 'diabetes predict --engine spark --input people.parquet --out predicted.parquet';
  const refuse = (message: string) => new DiabetesError('USAGE', message, { hint });
  if (input === undefined) throw refuse('--engine spark predicts the rows of a file or folder: --input is missing');
  if (input === '-') throw refuse('--engine spark reads files and folders, not standard input');
  if (out === undefined) throw refuse('--engine spark writes a folder: --out is missing');
  if (isStandardOutput(out)) throw refuse('--engine spark writes a folder, not standard output');
  return { input, out };
}
