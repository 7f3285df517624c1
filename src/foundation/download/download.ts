import { setTimeout } from 'node:timers/promises';
import { DiabetesError } from '../errors.ts';
import { networkFailure, statusFailure, type Failure } from './failures.ts';
import type { HttpGet, HttpResponse } from './http-client.ts';
import { PartFile, type PartOrigin } from './part-file.ts';

/** How often and after which waits a download is tried again without having come any further. */
export interface RetryPolicy {
  readonly delaysMs: readonly number[];
  /** The longest wait that a server may ask for. */
  readonly longestWaitMs: number;
  /** Ends after so long, or with the signal's reason. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Four tries more, over 15 seconds. */
export const PATIENT: RetryPolicy = {
  delaysMs: [1_000, 2_000, 4_000, 8_000],
  longestWaitMs: 60_000,
  wait: async (ms, signal) => {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  },
};

export interface DownloadRequest {
  /** http or https. */
  readonly url: string;
  /** Receives the bytes as they come; what an earlier call left there is continued where the file is still the same. */
  readonly part: string;
  readonly get: HttpGet;
  readonly retry: RetryPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told how many bytes have come of how many; undefined where the server does not say. */
  readonly onBytes?: (done: number, total: number | undefined) => void;
  /** Told before each wait for another try, why, and how long it is. */
  readonly onRetry?: (reason: string, waitMs: number) => void;
  readonly signal?: AbortSignal;
}

export interface Download {
  /** The size of the whole file. */
  readonly bytes: number;
  /** How many of them an earlier call had left. */
  readonly resumedFrom?: number;
}

/**
 * Downloads a file into `part`, which stays, complete or not, whatever ends the call. A connection that breaks off is taken
 * up again where it broke.
 *
 * @throws DiabetesError DOWNLOAD_FAILED; WRITE_FAILED; the signal's reason when it aborts
 */
export async function download(request: DownloadRequest): Promise<Download> {
  const { retry, signal } = request;
  const part = await PartFile.load(request.part, request.url);
  const left = part.bytes;
  let furthest = left;
  let failures = 0;
  for (;;) {
    const failure = await tryOnce(request, part);
    if (failure === undefined) {
      return { bytes: part.bytes, ...(part.resumedFrom > 0 ? { resumedFrom: part.resumedFrom } : {}) };
    }
    if (part.bytes > furthest) {
      furthest = part.bytes;
      failures = 0;
    }
    const isUnreachable = failure.outlook === 'unreachable' && furthest === left;
    const isHopeless = failure.outlook === 'lasting' || isUnreachable || (failure.waitMs ?? 0) > retry.longestWaitMs;
    const delayMs = retry.delaysMs[failures];
    if (isHopeless || delayMs === undefined) throw gaveUp(request.url, failure, part);
    failures += 1;
    const waitMs = failure.waitMs ?? delayMs;
    request.onRetry?.(failure.reason, waitMs);
    await retry.wait(waitMs, signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

/** One request and its body; undefined when the file is complete. */
async function tryOnce(request: DownloadRequest, part: PartFile): Promise<Failure | undefined> {
  const { url, get, now, signal } = request;
  try {
    signal?.throwIfAborted();
    const response = await get(url, { headers: headersFor(part), ...(signal === undefined ? {} : { signal }) });
    if (response.status === 200) {
      await part.begin(originOf(url, response));
      return await receive(response, part, request);
    }
    if (response.status === 206 && continues(response, part)) return await receive(response, part, request);
    await response.discard();
    if (response.status !== 206 && response.status !== 416) return statusFailure(response, now());
    if (response.status === 416 && isWhole(response, part)) return undefined;
    await part.begin({ url });
    return CHANGED;
  } catch (error) {
    signal?.throwIfAborted();
    const failure = error instanceof DiabetesError ? undefined : networkFailure(error);
    if (failure === undefined) throw error;
    return failure;
  } finally {
    await part.close();
  }
}

const CHANGED: Failure = {
  reason: 'the file on the server is not the one of which a part is here',
  hint: 'Try again: it is then downloaded from its beginning.',
  outlook: 'passing',
};

const CUT_SHORT: Failure = {
  reason: 'the server sent less than it had announced',
  hint: 'Try again later.',
  outlook: 'passing',
};

function headersFor({ bytes, origin }: PartFile): Readonly<Record<string, string>> {
  // Packed bytes could not be taken up in the middle.
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'diabetes-mlops' };
  if (bytes === 0 || origin.validator === undefined) return headers;
  return { ...headers, range: `bytes=${bytes}-`, 'if-range': origin.validator };
}

function originOf(url: string, { headers }: HttpResponse): PartOrigin {
  const validator = validatorOf(headers);
  const length = headers['content-length'];
  return {
    url,
    ...(validator === undefined ? {} : { validator }),
    ...(length === undefined ? {} : { total: Number(length) }),
  };
}

/** A weak entity tag says that two files mean the same, not that their bytes are the same. */
function validatorOf({ etag, 'last-modified': date }: HttpResponse['headers']): string | undefined {
  return etag?.startsWith('"') === true ? etag : date;
}

/** Whether the bytes of a 206 are those behind the part, of the same file. */
function continues({ headers }: HttpResponse, { bytes, origin }: PartFile): boolean {
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const validator = validatorOf(headers);
  return (
    Number(first) === bytes &&
    (total === '*' || origin.total === undefined || Number(total) === origin.total) &&
    (validator === undefined || validator === origin.validator)
  );
}

/** Whether nothing lies behind the part, as a 416 says. */
function isWhole({ headers }: HttpResponse, { bytes }: PartFile): boolean {
  return bytes > 0 && headers['content-range'] === `bytes */${bytes}`;
}

async function receive({ body }: HttpResponse, part: PartFile, { onBytes }: DownloadRequest) {
  const { total } = part.origin;
  onBytes?.(part.bytes, total);
  for await (const chunk of body) {
    await part.append(chunk);
    onBytes?.(part.bytes, total);
  }
  return total === undefined || part.bytes === total ? undefined : CUT_SHORT;
}

function gaveUp(url: string, { reason, hint, cause }: Failure, { bytes, origin }: PartFile): DiabetesError {
  const of = origin.total === undefined ? '' : ` of ${origin.total.toLocaleString('en-US')}`;
  const come = bytes === 0 ? '' : `; ${bytes.toLocaleString('en-US')}${of} bytes have come`;
  return new DiabetesError('DOWNLOAD_FAILED', `cannot download ${url}: ${reason}${come}`, { hint, cause });
}
