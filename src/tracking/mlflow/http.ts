import type { HttpClient, HttpSend } from '../../foundation/download/http-client.ts';
import { readTextFile } from '../../foundation/read-text-file.ts';
import type { MlflowConnection } from './connection.ts';

/** Sends requests over connections that it keeps. */
export interface Sender {
  readonly send: HttpSend;
  readonly close: () => Promise<void>;
}

/** The sender of a connection, through its proxies and with its trust. The library behind it is loaded at the first request. */
export function createSender(connection: MlflowConnection): Sender {
  let client: Promise<HttpClient> | undefined;
  return {
    send: async (url, options) => (await (client ??= openClient(connection))).send(url, options),
    close: async () => {
      const opened = await client?.catch(() => undefined);
      client = undefined;
      await opened?.close();
    },
  };
}

async function openClient({ tls = {}, proxies = {} }: MlflowConnection): Promise<HttpClient> {
  const { createHttpClient } = await import('../../foundation/download/http-client.ts');
  const { certificateFile, isInsecure = false } = tls;
  const ca = certificateFile === undefined ? undefined : await readTextFile(certificateFile, 'the certificate file');
  const trust = { rejectUnauthorized: !isInsecure, ...(ca === undefined ? {} : { ca }) };
  return createHttpClient({ environment: proxies, tls: trust });
}
