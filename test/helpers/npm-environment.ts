import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { runCommand, runOrThrow } from './run-command.ts';

/** A person's environment in which nothing is set up but npm. */
export interface PlainEnvironment {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a person types in a plain environment, and the shell that npm runs scripts with. */
const PROGRAMS = ['npm', 'npx', 'git', 'sh'];

/** Variables without which a network may be out of reach. */
const NETWORK = /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|(HTTPS?|NO)_PROXY)$/i;

/** Why packages cannot be installed here, or undefined where they can. */
export async function missingRegistry(): Promise<string | undefined> {
  const { exitCode } = await runCommand([
    'npm',
    'view',
    '--fetch-retries=0',
    '--fetch-timeout=10000',
    'chalk',
    'version',
  ]);
  return exitCode === 0 ? undefined : 'npm reaches no registry';
}

/**
 * An empty home, and a PATH with only node, npm, npx, git and a shell. npm keeps its configuration and its cache, since
 * they say where packages come from.
 *
 * @param folder where home and programs are made
 */
export async function createPlainEnvironment(folder: string): Promise<PlainEnvironment> {
  const home = join(folder, 'home');
  const bin = join(folder, 'bin');
  await mkdir(home, { recursive: true });
  await mkdir(bin, { recursive: true });
  await symlink(process.execPath, join(bin, 'node'));
  for (const program of PROGRAMS) await symlink(await realpath(findProgram(program)), join(bin, program));
  const network = Object.entries(process.env).filter(([name]) => NETWORK.test(name)) as [string, string][];
  return { home, env: { ...Object.fromEntries(network), ...(await npmSettings()), HOME: home, PATH: bin } };
}

/** npm's own settings as the variables that set them. */
async function npmSettings(): Promise<Readonly<Record<string, string>>> {
  const settings: Record<string, string> = { npm_config_prefer_offline: 'true' };
  for (const key of ['registry', 'cache', 'userconfig', 'globalconfig']) {
    settings[`npm_config_${key}`] = (await runOrThrow(['npm', 'config', 'get', key])).trim();
  }
  return settings;
}
