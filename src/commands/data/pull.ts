import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DiabetesError, isStopped } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { DEFAULT_PARAMS } from '../../pipeline/params.ts';
import { BRFSS_2015, knownDataOf } from '../../pipeline/workflows/known-data.ts';
import type { PullDocument } from '../../terminal/render-pulled-data.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { projectRoot, readSchema } from '../project-files.ts';
import { openSource } from './data-source.ts';

/** What `diabetes data pull` was asked to do. */
export interface PullOptions extends CommonOptions {
  /** A URL or a path. */
  readonly from?: string;
  readonly sha256?: string;
  readonly out?: string;
  readonly member?: string;
  readonly schema?: string;
  readonly force: boolean;
}

type RunPull = (options: PullOptions, context: CommandContext) => Promise<void>;

/** `diabetes data pull`: an archive or a CSV file, from the network or the disk, to the place where train looks. */
export function createPullCommand(context: CommandContext, run: RunPull = runPull): Command {
  const command = new Command('pull')
    .summary('put the survey, downloaded or from a file, where train looks for it')
    .description(
      'Put the survey where train looks for it: from a URL or a file; a zip archive, a gz file or plain CSV. ' +
        'An interrupted download goes on where it stopped. Without --from, it says where the survey is to be had.',
    )
    .option('--from <url|file>', 'where the data are: http:, https:, file:, or a path', givenPath)
    .option('--sha256 <hex>', 'the SHA-256 that the CSV, or the file as it comes, must have', sha256Digits)
    .option('--out <file>', `the CSV file to write (default: ${DEFAULT_PARAMS.data.path})`, givenPath)
    .option('--member <name>', 'the file of a zip archive that holds several')
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--force', 'replace another file that is there');
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data pull', 'Where is the survey to be had?'],
    ['diabetes data pull --from archive.zip', 'Take it from the archive that a browser downloaded'],
    ['diabetes data pull --from https://example.org/survey.csv.gz', 'Download it'],
  ]);
  return command.action(async (options: Partial<PullOptions>) => {
    await run({ force: false, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Pulls the data, and tells what they are. */
export async function runPull(options: PullOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderPulledData } = await import('../../terminal/render-pulled-data.ts');
  const path =
    options.out === undefined
      ? resolve(projectRoot(context), DEFAULT_PARAMS.data.path)
      : resolve(context.cwd, options.out);
  const progress = createProgress(context.streams, options);
  try {
    const { from } = options;
    const pulled =
      from === undefined
        ? await pullNothing(path, options)
        : await pullFrom(from, { path, options, context, report: progress.report });
    progress.stop();
    const known = knownDataOf(pulled.sha256) ?? null;
    const document: PullDocument = { schemaVersion: 1, command: 'data pull', path, ...pulled, known };
    await createOutput(context.streams, options).result(document, renderPulledData);
  } finally {
    progress.stop();
  }
}

interface PullRequest {
  /** The place of the data. */
  readonly path: string;
  readonly options: PullOptions;
  readonly context: CommandContext;
  readonly report: Reporter;
}

async function pullFrom(from: string, { path, options, context, report }: PullRequest) {
  const { pullData, partPathOf } = await import('../../pipeline/workflows/pull-data.ts');
  const { sha256, member, force } = options;
  const { clock, signal } = context;
  const { source, name, close } = await openSource(from, context);
  try {
    const schema = await readSchema(context, options.schema);
    const choice = { ...(sha256 === undefined ? {} : { sha256 }), ...(member === undefined ? {} : { member }) };
    return { source: name, ...(await pullData({ source, out: path, schema, ...choice, force, report, clock, signal })) };
  } catch (error) {
    if (source.kind === 'file') throw error;
    const { PartFile } = await import('../../foundation/download/part-file.ts');
    const { bytes } = await PartFile.load(partPathOf(path), source.url);
    throw bytes > 0 ? withResumeHint(error, context) : error;
  } finally {
    await close();
  }
}

/** What is in place counts where it is known, or has the SHA-256 that is asked for. */
async function pullNothing(path: string, { sha256, schema }: PullOptions) {
  const { digestOfFile } = await import('../../pipeline/workflows/install-data.ts');
  const existing = await digestOfFile(path);
  if (existing !== undefined && (existing.sha256 === sha256 || knownDataOf(existing.sha256) !== undefined)) {
    return { source: null, ...existing, unchanged: true };
  }
  const state = existing === undefined ? `there are no data at ${path}` : `the data at ${path} are not known here`;
  throw new DiabetesError('USAGE', `${state}, and --from does not say where to take them from`, {
    hint: schema === undefined ? WHERE_TO_GET : 'Name a URL or a file with --from.',
  });
}

const WHERE_TO_GET =
  `Download "Diabetes Health Indicators Dataset" by Alex Teboul from ${BRFSS_2015.page} (its file ` +
  `${BRFSS_2015.fileName}; Kaggle wants an account, so it cannot be fetched from here), then type: ` +
  'diabetes data pull --from archive.zip';

/** What has come is kept, and the same command goes on; what was refused for good has its own hint. */
function withResumeHint(error: unknown, { argv }: CommandContext): unknown {
  if (!(error instanceof DiabetesError)) return error;
  const { code, message, hint, details } = error;
  if (!isStopped(error) && code !== 'DOWNLOAD_FAILED' && code !== 'WRITE_FAILED') return error;
  const goOn = `What has come is kept; to go on, type: diabetes ${argv.map(quoted).join(' ')}`;
  return new DiabetesError(code, message, {
    hint: hint === undefined ? goOn : `${hint} ${goOn}`,
    details,
    cause: error,
  });
}

/** An argument as a shell takes it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/** @throws InvalidArgumentError for anything but 64 hex digits */
function sha256Digits(text: string): string {
  if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be 64 hexadecimal digits.');
}
