import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Why there is no S3 to try, or undefined where there is. */
export const missingS3 = [['aws', '--version'] as const, ['moto_server', '--help'] as const].some(
  ([program, argument]) => spawnSync(program, [argument]).status !== 0,
)
  ? 'there is no aws, or no moto_server (pip install awscli moto[server])'
  : undefined;

/** An S3 of this machine (https://docs.getmoto.org/en/latest/docs/server_mode.html). */
export interface S3Server {
  /** Variables with which `aws` finds it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts one with a bucket. */
export async function startS3(bucket: string): Promise<S3Server> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const child = spawn('moto_server', ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null && !(await isMade(`${url}/${bucket}`))) await setTimeout(100);
  return {
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function isMade(bucketUrl: string): Promise<boolean> {
  return fetch(bucketUrl, { method: 'PUT' }).then(
    ({ ok }) => ok,
    () => false,
  );
}
