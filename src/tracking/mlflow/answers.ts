/** Thrown where an answer does not hold what it must; the transport says of which call. */
export class UnreadableAnswer extends Error {}

/**
 * A JSON object that MLflow answered, read field by field. As in protobuf's JSON form, what is empty may be left out: an
 * absent list is empty, and an absent object has no fields.
 */
export class Answer {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** @param path where the object stands in the answer, for messages */
  constructor(value: unknown, path = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new UnreadableAnswer(path === '' ? 'it is no JSON object' : `${path} is no object`);
    }
    this.#fields = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  object(name: string): Answer {
    return new Answer(this.#fields[name] ?? {}, this.#place(name));
  }

  list(name: string): readonly Answer[] {
    const value = this.#fields[name] ?? [];
    if (!Array.isArray(value)) throw new UnreadableAnswer(`${this.#place(name)} is no list`);
    return value.map((entry, i) => new Answer(entry, `${this.#place(name)}[${i}]`));
  }

  texts(name: string): readonly string[] {
    const value = this.#fields[name] ?? [];
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
    throw new UnreadableAnswer(`${this.#place(name)} is no list of texts`);
  }

  /** A text that must be there. */
  text(name: string): string {
    return this.#required(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new UnreadableAnswer(`${this.#place(name)} is no text`);
  }

  /** An int64 that must be there, which protobuf's JSON form writes as a number or a text. */
  integer(name: string): number {
    return this.#required(name, this.optionalInteger(name));
  }

  optionalInteger(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (number === undefined || (typeof number === 'number' && Number.isSafeInteger(number))) return number;
    throw new UnreadableAnswer(`${this.#place(name)} is no integer below 2^53`);
  }

  /** A double: a number, or what JSON has no number for as a text. */
  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value === 'number') return value;
    if (typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)) return Number(value);
    throw new UnreadableAnswer(`${this.#place(name)} is no number`);
  }

  flag(name: string): boolean {
    return this.#fields[name] === true;
  }

  /** A list of `{key, value}` as a record. */
  pairs(name: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.list(name).map((pair) => [pair.text('key'), pair.optionalText('value') ?? ''] as const),
    );
  }

  #required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new UnreadableAnswer(`${this.#place(name)} is missing`);
    return value;
  }

  #place(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}
