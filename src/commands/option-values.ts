import { InvalidArgumentError } from 'commander';

/** For an option that may be repeated: all its values. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

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
