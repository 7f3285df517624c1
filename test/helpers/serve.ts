import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A server on this machine. */
export interface Served {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** What was asked, as it came. */
  readonly requests: readonly IncomingMessage[];
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  /** Makes it an https server. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Serves at a free port until it is closed. */
export async function serve(answer: RequestListener, { tls }: ServeOptions = {}): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (incoming, response) => {
    requests.push(incoming);
    answer(incoming, response);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  return served(server, { scheme: tls === undefined ? 'http' : 'https', requests });
}

/**
 * A forward proxy: requests for whole URLs, and tunnels. `requests` holds both.
 *
 * @param status what it answers instead of doing its work
 */
export async function serveProxy({ status }: { readonly status?: number } = {}): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    requests.push(incoming);
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const onward = request(incoming.url!, { headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.end();
  });
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    requests.push(incoming);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url!}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return served(server, { scheme: 'http', requests });
}

async function served(
  server: Server,
  { scheme, requests }: { readonly scheme: string; readonly requests: readonly IncomingMessage[] },
): Promise<Served> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A file as a server has it; what a test changes holds for the next request. */
export interface ServedFile {
  content: Uint8Array;
  etag?: string;
  /** Whether parts of it are served on request. */
  ranges: boolean;
  /** The size that is announced, where it is another than the content's. */
  announced?: number;
  /** After how many bytes each of the next answers falls silent. */
  breaks: number[];
  /** The answer that fell silent: how many bytes of the file have come with it, and what ends its connection. */
  silent?: { readonly at: number; readonly hangUp: () => void };
}

/**
 * Ends the connection of a silent answer once all that was sent has come: bytes that are still on their way when a
 * connection ends may be lost.
 */
export function hangUpWhenCome({ silent }: ServedFile, bytes: number): void {
  if (bytes === silent?.at) silent.hangUp();
}

/** Answers with a file, whole or from a byte on (RFC 9110, section 14). */
export function answerFile(file: ServedFile): RequestListener {
  return ({ headers }, response) => {
    const { content, etag, ranges, announced: size = content.length } = file;
    const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
    const first = ranges && isSame ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
    if (etag !== undefined) response.setHeader('etag', etag);
    if (first >= size) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    response.writeHead(first > 0 ? 206 : 200, {
      'content-length': size - first,
      ...(first > 0 ? { 'content-range': `bytes ${first}-${size - 1}/${size}` } : {}),
    });
    const length = file.breaks.shift();
    if (length === undefined) {
      response.end(content.subarray(first));
      return;
    }
    file.silent = { at: first + length, hangUp: () => response.destroy() };
    response.flushHeaders();
    response.write(content.subarray(first, first + length));
  };
}
