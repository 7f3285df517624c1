import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessResult } from '../../foundation/process-runner.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot } from '../project-files.ts';
import type { Check, CheckOptions } from './check.ts';

const TOOL_TIMEOUT_MS = 10_000;

/** Another program that a part of this one works with. */
interface Tool {
  readonly argv: readonly [string, ...string[]];
  /** What is not possible without it. */
  readonly neededFor: string;
  readonly install: string;
}

/** The programs that this one works with. None is needed to train and predict: what is missing is a note. */
export const TOOL_CHECKS: readonly Check[] = [
  { name: 'git', find: findGit },
  { name: 'dvc', find: findDvc },
  { name: 'docker', find: findDocker },
  { name: 'aws', find: findAws },
];

const GIT: Tool = {
  argv: ['git', '--version'],
  neededFor: 'the commit of a run',
  install: 'Install it: https://git-scm.com/downloads',
};
const DVC: Tool = { argv: ['dvc', '--version'], neededFor: 'the pipeline, `dvc repro`', install: 'pip install dvc' };
const DOCKER: Tool = {
  argv: ['docker', '--version'],
  neededFor: 'images',
  install: 'Install it: https://docs.docker.com/get-docker',
};
const AWS: Tool = { argv: ['aws', '--version'], neededFor: 'deployment to AWS', install: 'pip install awscli' };

async function findGit(context: CommandContext): Promise<Finding> {
  const version = await versionOf(context, GIT);
  if (typeof version !== 'string') return version;
  const isRepository = isBelow(projectRoot(context), '.git');
  return { state: 'ok', value: isRepository ? version : `${version}; the project is no repository: git init` };
}

async function findDvc(context: CommandContext): Promise<Finding> {
  const version = await versionOf(context, DVC);
  if (typeof version !== 'string') return version;
  if (isBelow(projectRoot(context), '.dvc')) return { state: 'ok', value: version };
  return { state: 'note', value: `${version}; the project does not use it yet`, fix: 'dvc init' };
}

async function findDocker(context: CommandContext): Promise<Finding> {
  const version = await versionOf(context, DOCKER);
  if (typeof version !== 'string') return version;
  const answer = await run(context, ['docker', 'version', '--format', '{{.Server.Version}}']);
  const server = firstLine(answer.stdout);
  if (answer.exitCode === 0 && server !== '') return { state: 'ok', value: `${version}; server ${server}` };
  const reason = answer.timedOut ? `no answer within ${TOOL_TIMEOUT_MS / 1000} s` : firstLine(answer.stderr);
  return {
    state: 'note',
    value: `${version}; its server cannot be reached${reason === '' ? '' : `: ${reason}`}`,
    fix: 'Start the Docker service, or set DOCKER_HOST.',
  };
}

async function findAws(context: CommandContext, { online }: CheckOptions): Promise<Finding> {
  const version = await versionOf(context, AWS);
  if (typeof version !== 'string' || !online) {
    return typeof version === 'string' ? { state: 'ok', value: `${version}; --online checks who you are` } : version;
  }
  const answer = await run(context, ['aws', 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']);
  const identity = firstLine(answer.stdout);
  if (answer.exitCode === 0 && identity !== '') return { state: 'ok', value: `${version}; you are ${identity}` };
  const reason = answer.timedOut ? `no answer within ${TOOL_TIMEOUT_MS / 1000} s` : firstLine(answer.stderr);
  return { state: 'note', value: `${version}; AWS does not know you: ${reason}`, fix: 'aws configure' };
}

/** What a program says of its version, or why it says nothing. */
async function versionOf(context: CommandContext, { argv, neededFor, install }: Tool): Promise<string | Finding> {
  const { exitCode, stdout, stderr, timedOut } = await run(context, argv);
  const typed = argv.join(' ');
  const note = (value: string): Finding => ({
    state: 'note',
    value: `${value}; needed for ${neededFor}`,
    fix: install,
  });
  if (timedOut) return note(`\`${typed}\` did not answer within ${TOOL_TIMEOUT_MS / 1000} s`);
  if (exitCode === null) return note('not installed');
  if (exitCode !== 0) return note(`\`${typed}\` ended with exit code ${exitCode}: ${firstLine(stderr)}`);
  const said = firstLine(stdout);
  // aws-cli/2.1.0 Python/3.11 ...; git version 2.39.5; Docker version 27.1.1, build 6312585
  return /\d+(\.\d+)+\S*?(?=[\s,;]|$)/.exec(said)?.[0] ?? note(`\`${typed}\` printed no version: "${said}"`);
}

async function run(context: CommandContext, argv: readonly [string, ...string[]]): Promise<ProcessResult> {
  const { runProcess, signal } = context;
  return runProcess(argv, { cwd: projectRoot(context), timeoutMs: TOOL_TIMEOUT_MS, signal });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!.trim();
}

/** Whether a folder, or one above it, holds an entry of this name. */
function isBelow(folder: string, name: string): boolean {
  if (existsSync(join(folder, name))) return true;
  return folder !== dirname(folder) && isBelow(dirname(folder), name);
}
