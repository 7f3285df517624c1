import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from './run-command.ts';

/** Why no certificate can be made here, or undefined where one can. */
export const missingCertificates = spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl';

/** A key and a certificate for 127.0.0.1 that vouches for itself; `certFile` is where it stands. */
export async function selfSigned(folder: string) {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await runOrThrow([
    ...(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'] as const),
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certFile],
  ]);
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8'), certFile };
}
