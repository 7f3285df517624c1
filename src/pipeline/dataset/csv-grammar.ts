/** The bytes that the CSV readers look for. */
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const QUOTE = 0x22;
export const COMMA = 0x2c;

/**
 * The dialect of CSV that is read, in csv-parse's terms: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180) with LF, CRLF
 * or CR after a row, and blank lines that mean nothing.
 */
export const CSV_GRAMMAR = {
  // The longest first: csv-parse takes the first that matches.
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
  relax_column_count: true,
};

/** How many line endings a text holds. */
export function countLineEndings(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
