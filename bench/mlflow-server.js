// Starts `mlflow server` of the Python that DIABETES_TEST_MLFLOW_PYTHON names, with a SQLite store in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fetch } from 'undici';

export const python = process.env.DIABETES_TEST_MLFLOW_PYTHON;

export async function startMlflow() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const stores = ['--backend-store-uri', `sqlite:///${folder}/m.db`, '--artifacts-destination', `${folder}/artifacts`];
  const env = { ...process.env, PATH: `${dirname(python)}:${process.env.PATH}`, MLFLOW_DISABLE_TELEMETRY: 'true' };
  const child = spawn(python, ['-m', 'mlflow', 'server', ...args, ...stores], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: { ...env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  });
  while (
    !(await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error('mlflow server does not start');
    await setTimeout(200);
  }
  const stop = () => {
    process.kill(-child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
