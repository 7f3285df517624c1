import { DiabetesError } from '../../foundation/errors.ts';
import { JsonLines } from './json-lines.ts';
import { jsonMembers } from './json-members.ts';
import { JsonRowReader } from './json-row-reader.ts';
import type { OpenText } from './open-text.ts';
import { RowBatchBuilder } from './row-batch-builder.ts';
import { placeOf, type RowBatch, type RowIssue, type RowSource, type RowSourceOptions } from './row-source.ts';
import { quoteCell } from './write-csv.ts';

/**
 * Opens a text as JSON Lines (https://jsonlines.org): one object a line, whose keys are columns, in any order and each
 * with those that are known. A value is a number, null, or a text that is read as a cell of CSV is.
 *
 * The header is what keys the first batch of rows has, in order of appearance.
 *
 * @param options distinct column names, in the order in which their values are wanted
 * @throws DiabetesError `INVALID_DATA` when the first batch has no object
 */
export async function openJsonLines(text: OpenText, options: RowSourceOptions): Promise<RowSource> {
  const { name, progress } = text;
  const cellsOf = (raw: string): readonly (string | null)[] => {
    const members = new Map(jsonMembers(raw));
    return reader.header.map((key) => cellOf(members.get(key)));
  };
  const builder = new RowBatchBuilder(options, cellsOf);
  const reader = new JsonRowReader(options, builder);
  const lines = new JsonLines(reader);
  const rest = readBatches(text, lines, builder);
  const first = await rest.next();
  const { header } = reader;
  if (first.done === true || (header.length === 0 && first.value.issues.length > 0)) {
    await rest.return();
    throw notJsonLines(name, first.done === true ? [] : first.value.issues);
  }
  const { rows } = first.value;
  reader.closeHeader(rows);
  return {
    format: 'json-lines',
    header,
    ...(lines.hasEnded ? {} : { headerRows: rows }),
    rawHeader: header.map(quoteCell).join(','),
    progress,
    batches: async function* () {
      yield first.value;
      yield* rest;
    },
    close: async () => {
      await rest.return();
    },
  };
}

async function* readBatches(
  { chunks }: OpenText,
  lines: JsonLines,
  batch: RowBatchBuilder,
): AsyncGenerator<RowBatch, void> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    let stop = lines.read(bytes, 0);
    while (stop === 'full') {
      yield batch.take();
      stop = lines.read(bytes, lines.position);
    }
    bytes = bytes.subarray(lines.position);
  }
  lines.hasEnded = true;
  if (batch.rows > 0) yield batch.take();
}

/** A value as a cell: a text without its quotes, anything else as it stands. */
function cellOf(value: string | undefined): string | null {
  if (value === undefined || value === 'null') return null;
  return value.startsWith('"') ? (JSON.parse(value) as string) : value;
}

function notJsonLines(name: string, [issue]: readonly RowIssue[]): DiabetesError {
  const why = issue === undefined ? '' : `: ${placeOf(issue)} ${issue.message}`;
  return new DiabetesError('INVALID_DATA', `${name} begins as JSON Lines do, but has no object on a line${why}`, {
    hint: issue?.hint ?? 'Write one JSON object on each line: jq -c . people.json > people.jsonl',
  });
}
