import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { writeFailure } from '../write-failure.ts';

/** Which version of which file a part belongs to. */
export interface PartOrigin {
  readonly url: string;
  /** What `If-Range` asks by (RFC 9110, section 13.1.5): a strong entity tag or a date. Without one nothing is resumed. */
  readonly validator?: string;
  /** The size of the whole file in bytes, where the server tells it. */
  readonly total?: number;
}

/**
 * The part of a file that has come so far, at `path`, and its origin in `path.json`. The origin is on disk before the
 * first byte: a part never stands beside the origin of another.
 */
export class PartFile {
  readonly path: string;
  #bytes = 0;
  #resumedFrom = 0;
  #origin: PartOrigin;
  #handle: FileHandle | undefined;

  private constructor(path: string, origin: PartOrigin) {
    this.path = path;
    this.#origin = origin;
  }

  /** The part that an earlier call left of this URL, or an empty one. */
  static async load(path: string, url: string): Promise<PartFile> {
    const origin = await readOrigin(originPath(path));
    const part = new PartFile(path, { url });
    if (origin?.url !== url || origin.validator === undefined) return part;
    part.#origin = origin;
    part.#bytes = await sizeOf(path);
    part.#resumedFrom = part.#bytes;
    return part;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many of the bytes an earlier call left. */
  get resumedFrom(): number {
    return this.#resumedFrom;
  }

  get origin(): PartOrigin {
    return this.#origin;
  }

  /** Begins anew. @throws DiabetesError WRITE_FAILED */
  async begin(origin: PartOrigin): Promise<void> {
    await this.close();
    await this.#writing(async () => {
      await rm(this.path, { force: true });
      await writeFile(originPath(this.path), `${JSON.stringify(origin)}\n`);
      await writeFile(this.path, '');
      this.#origin = origin;
      this.#bytes = 0;
      this.#resumedFrom = 0;
    });
  }

  /** Adds bytes at the end. @throws DiabetesError WRITE_FAILED */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#writing(async () => {
      this.#handle ??= await open(this.path, 'a');
      await this.#handle.appendFile(bytes);
      this.#bytes += bytes.length;
    });
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw writeFailure(this.path, error);
    }
  }
}

/** Removes a part and its origin, where they are. */
export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(originPath(path), { force: true });
}

function originPath(path: string): string {
  return `${path}.json`;
}

/** What the file says, or undefined where there is none that can be read. */
async function readOrigin(path: string): Promise<PartOrigin | undefined> {
  try {
    const origin = JSON.parse(await readFile(path, 'utf8')) as unknown;
    return isOrigin(origin) ? origin : undefined;
  } catch {
    return undefined;
  }
}

function isOrigin(value: unknown): value is PartOrigin {
  if (typeof value !== 'object' || value === null || !('url' in value)) return false;
  const { validator, total } = value as { readonly validator?: unknown; readonly total?: unknown };
  const isOptional = (field: unknown, type: string): boolean => field === undefined || typeof field === type;
  return isOptional(validator, 'string') && isOptional(total, 'number');
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
