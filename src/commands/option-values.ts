import { InvalidArgumentError, Option } from 'commander';

/** An option with the words that its value may be, for completion: its description already says them to a reader. */
export class WordOption extends Option {
  readonly words: readonly string[];

  constructor(flags: string, description: string, words: readonly string[]) {
    super(flags, description);
    this.words = words;
  }
}

/** For an option that may be repeated: all its values. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

type Pairs = readonly (readonly [name: string, value: string])[];

/**
 * For an option that may be repeated: all its values, which are names with a value each.
 *
 * @param example what such a value looks like, for who gives another: `bmi=26`
 * @returns a function that throws InvalidArgumentError for a value without a name or an equals sign
 */
export function pairsLike(example: string): (text: string, earlier?: Pairs) => Pairs {
  return (text, earlier = []) => {
    const end = text.indexOf('=');
    const name = text.slice(0, Math.max(0, end)).trim();
    if (name === '') throw new InvalidArgumentError(`It must be a name and a value, as in ${example}.`);
    return [...earlier, [name, text.slice(end + 1)]];
  };
}

/** The option to leave columns of a file out, as `command.option` takes it. */
export const IGNORE_COLUMN = [
  '--ignore-column <name>',
  'count a column of the file as unknown in every row; may be repeated',
  collect,
] as const;

/** The option that names a model, as `command.option` takes it. */
export const MODEL = [
  '--model <ref>',
  'its folder, or a reference such as models:/diabetes@champion (default: models/diabetes)',
  givenPath,
] as const;

/** The option that keeps references from asking a server. */
export const OFFLINE = ['--offline', 'take what a reference names from the cache alone'] as const;

/** @throws InvalidArgumentError for an empty path, which a shell leaves of a variable that is not set */
export function givenPath(value: string): string {
  if (value.trim() !== '') return value;
  throw new InvalidArgumentError('It must not be empty.');
}

/** @throws InvalidArgumentError for anything but a whole number of 0 or more that a double holds exactly */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number of 0 to 2^53 - 1.');
}

/** @throws InvalidArgumentError for anything but a whole number of 1 or more */
export function countFromOne(text: string): number {
  if (/^0+$/.test(text)) throw new InvalidArgumentError('It must be 1 or more.');
  return wholeNumber(text);
}

/** @throws InvalidArgumentError for anything but the number of a TCP port */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It must be a port: 1 to 65535.');
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/** @throws InvalidArgumentError for anything but a size above 0, such as 800MB, 1.5GB or 1GiB; in bytes */
export function byteSize(text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmg]i?|)b?$/i.exec(text) ?? [];
  const bytes = Number(amount) * UNITS[unit.toLowerCase()]!;
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError('It must be a size such as 800MB or 1GiB.');
}
