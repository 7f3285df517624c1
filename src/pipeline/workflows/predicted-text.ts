import { toCsvRow } from '../dataset/write-csv.ts';
import type { Predictions } from './open-predictions.ts';
import type { PredictedBatch } from './predict-batches.ts';

/** The rows with their predictions in pieces of text: JSON Lines where they are to be that, else CSV. */
export function textOf(predictions: Predictions): AsyncIterable<string> {
  return predictions.to === 'json-lines' ? jsonLinesOf(predictions) : csvOf(predictions);
}

/** The rows as CSV, each followed by its predictions; rows of CSV as they stand. */
async function* csvOf({ format, rawHeader, added, batches }: Predictions): AsyncGenerator<string> {
  yield `${rawHeader},${added.join(',')}\n`;
  for await (const { rows, texts, probabilities, predicted } of batches()) {
    const rowOf = format === 'json-lines' ? (row: number) => toCsvRow(texts!.cells(row)) : texts!.raw;
    let text = '';
    for (let row = 0; row < rows; row++) {
      text += rowOf(row);
      for (const column of probabilities) text += `,${column[row]!}`;
      text += `,${predicted[row]!}\n`;
    }
    yield text;
  }
}

/** The rows as JSON objects to which the predictions are added. */
async function* jsonLinesOf(predictions: Predictions): AsyncGenerator<string> {
  const { format, added, batches } = predictions;
  const keys = added.map((name) => `${JSON.stringify(name)}:`);
  const beginningsOf = format === 'json-lines' ? ownBeginnings : madeBeginnings(predictions);
  for await (const batch of batches()) {
    const { rows, probabilities, predicted } = batch;
    const beginningOf = beginningsOf(batch);
    let text = '';
    for (let row = 0; row < rows; row++) {
      text += beginningOf(row);
      for (let k = 0; k < probabilities.length; k++) text += `${keys[k]!}${probabilities[k]![row]!},`;
      text += `${keys.at(-1)!}${JSON.stringify(predicted[row]!)}}\n`;
    }
    yield text;
  }
}

/** For each row of a batch its object, open for more members. */
type Beginnings = (batch: PredictedBatch) => (row: number) => string;

/** An object as it stands without its closing brace: numbers that a double cannot hold stay as they are. */
const ownBeginnings: Beginnings =
  ({ texts }) =>
  (row) => {
    const open = texts!.raw(row).slice(0, -1).trimEnd();
    return open === '{' ? open : `${open},`;
  };

/** Objects made of cells: indicators are numbers or null; others are texts, and numbers where the input has types. */
function madeBeginnings({ header, indicators, absent, isNumeric = [] }: Predictions): Beginnings {
  const columns = header.map((name, i) => ({
    key: `${JSON.stringify(name)}:`,
    slot: absent.includes(name) ? -1 : indicators.indexOf(name),
    toJson: isNumeric[i] === true ? numberToJson : textToJson,
  }));
  const needsCells = columns.some(({ slot }) => slot < 0);
  return ({ texts, values }) =>
    (row) => {
      const cells = needsCells ? texts!.cells(row) : [];
      let text = '{';
      for (let i = 0; i < columns.length; i++) {
        const { key, slot, toJson } = columns[i]!;
        const value = slot < 0 ? toJson(cells[i]!) : values[slot]![row]!;
        text += `${key}${Number.isNaN(value) ? 'null' : value},`;
      }
      return text;
    };
}

function textToJson(cell: string | null): string {
  return JSON.stringify(cell);
}

/** A number or a truth value as DuckDB writes it; JSON has no infinity. */
function numberToJson(cell: string | null): string {
  return cell === null || /^-?(inf|nan)/.test(cell) ? 'null' : cell;
}
