import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { DiabetesError } from '../foundation/errors.ts';
import { readTextFile } from '../foundation/read-text-file.ts';

/** What DVC recorded of a file or folder; other checksums than `md5` belong to remote storage. */
export type RecordedPath = z.infer<typeof recordedPath>;

const recordedPath = z.object({
  path: z.string(),
  md5: z.string().optional(),
  /** Absent in what DVC 2 wrote, whose checksums are others. */
  hash: z.string().optional(),
  size: z.number().optional(),
  nfiles: z.number().optional(),
  cache: z.boolean().optional(),
});

/** A `.dvc` file: data that `dvc add` or an import keeps. */
export type DataFile = z.infer<typeof dataFile>;

const dataFile = z.object({
  outs: z.array(recordedPath).default([]),
  wdir: z.string().optional(),
  /** Where imported data came from. */
  deps: z.array(z.unknown()).optional(),
});

/** A path by itself, or with flags: `metrics.json: {cache: false}`. */
const outPath = z.union([z.string(), z.record(z.string(), z.object({ cache: z.boolean().optional() }).nullish())]);

/** A key of params.yaml, or another file with some of its keys, or with all of them. */
const paramKeys = z.union([z.string(), z.record(z.string(), z.array(z.string()).nullish())]);

const command = z.union([z.string(), z.array(z.string())]);

/** A stage of dvc.yaml; one with `foreach` or `matrix` stands for several. */
export type StageDefinition = z.infer<typeof stageDefinition>;

const stageDefinition = z.object({
  cmd: command.optional(),
  foreach: z.unknown().optional(),
  matrix: z.unknown().optional(),
  wdir: z.string().optional(),
  deps: z.array(z.string()).default([]),
  params: z.array(paramKeys).default([]),
  outs: z.array(outPath).default([]),
  metrics: z.array(outPath).default([]),
  plots: z.array(outPath).default([]),
  frozen: z.boolean().default(false),
  always_changed: z.boolean().default(false),
});

const pipelineFile = z.object({ stages: z.record(z.string(), stageDefinition).nullish() });

/** What a stage was when it ran last. */
export type StageLock = z.infer<typeof stageLock>;

const stageLock = z.object({
  cmd: command,
  deps: z.array(recordedPath).default([]),
  params: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  outs: z.array(recordedPath).default([]),
});

const lockFile = z.object({ stages: z.record(z.string(), stageLock).nullish() });

/**
 * What a `.dvc` file says.
 *
 * @throws DiabetesError INVALID_PIPELINE, PATH_NOT_FOUND
 */
export async function readDataFile(path: string): Promise<DataFile> {
  return readShape(path, dataFile);
}

/**
 * The stages of a `dvc.yaml` file by name: what they are to be.
 *
 * @throws DiabetesError INVALID_PIPELINE, PATH_NOT_FOUND
 */
export async function readPipelineFile(path: string): Promise<Readonly<Record<string, StageDefinition>>> {
  return (await readShape(path, pipelineFile)).stages ?? {};
}

/**
 * The stages of a `dvc.lock` file by name: what they were when they ran last.
 *
 * @throws DiabetesError INVALID_PIPELINE, PATH_NOT_FOUND
 */
export async function readLockFile(path: string): Promise<Readonly<Record<string, StageLock>>> {
  return (await readShape(path, lockFile)).stages ?? {};
}

/**
 * What a YAML file says; JSON is YAML, too.
 *
 * @throws DiabetesError INVALID_PIPELINE, PATH_NOT_FOUND
 */
export async function readYamlFile(path: string): Promise<unknown> {
  const lines = new LineCounter();
  const text = await readTextFile(path, 'the file');
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: 'error' });
  const [error] = document.errors;
  if (error === undefined) return document.toJS();
  throw invalid(path, `is not valid YAML: line ${lines.linePos(error.pos[0]).line}: ${error.message}`, error);
}

async function readShape<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const result = shape.safeParse((await readYamlFile(path)) ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(path, `is not what DVC writes: ${issue!.path.join('.')}: ${issue!.message}`, result.error);
}

function invalid(path: string, what: string, cause: unknown): DiabetesError {
  return new DiabetesError('INVALID_PIPELINE', `${path} ${what}`, {
    hint: `Correct it, or take it from git: git restore ${path}`,
    cause,
  });
}
