import { encodeValue } from '../features/encoder.ts';
import { paddedUnits, type DenseLayer, type Terms } from '../model/forward.ts';
import type { ModelSpec } from '../model/model.ts';
import { layoutOf } from '../model/network.ts';
import { groupAnswers, placeInTable, type AnswerGroup } from './answer-groups.ts';

/**
 * Encoder and first layer in one. The same answers always move the hidden units by the same vector, so the layer's rows
 * are these vectors, one for each combination of answers to a group of indicators, made when it is first seen.
 */
export interface FirstLayer {
  /** Its `rows` are others once there are more of them. */
  readonly layer: DenseLayer;
  /** The terms of the person whose values begin at `offset`: one a group, in the schema's order. */
  readonly select: (values: Float32Array, offset: number, terms: Terms) => void;
}

/** The first layer of the network in `spec`; `weights` is its flat parameter vector. */
export function createFirstLayer(spec: ModelSpec, weights: Float32Array): FirstLayer {
  const groups = groupAnswers(spec.schema.indicators).map(createGroupRows);
  const table = createRowTable(spec, weights);
  // One row a group is made anew each time, for answers that are no combination of codes.
  const others = groups.map(() => table.add());
  const select: FirstLayer['select'] = (values, offset, terms) => {
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i]!;
      const place = placeInTable(group, values, offset);
      const row =
        place < 0
          ? table.sumAnswers(others[i]!, group, values.subarray(offset))
          : group.whole[place]! || rowOfCombination(table, group, { answers: group.answers.length, place });
      terms.offsets[i] = row * table.layer.stride;
    }
    terms.count = groups.length;
  };
  return { layer: table.layer, select };
}

/** The rows that were made for a group; 0 is none. */
interface GroupRows extends AnswerGroup {
  /** For each answer, by its place among the valid ones. */
  readonly alone: readonly Int32Array[];
  /** For each combination of the first answers: of the first one, of the first two, and so on. */
  readonly together: readonly Int32Array[];
  /** The last of them: for each combination of all. */
  readonly whole: Int32Array;
}

function createGroupRows(group: AnswerGroup): GroupRows {
  const alone = group.answers.map(({ size }) => new Int32Array(size));
  const combinations = group.answers.map((_, i) =>
    group.answers.slice(0, i + 1).reduce((all, { size }) => all * size, 1),
  );
  const together = combinations.map((count, i) => (i === 0 ? alone[0]! : new Int32Array(count)));
  return { ...group, alone, together, whole: together.at(-1)! };
}

/** The row of a combination of the group's first answers: that of the answers before the last one, and the last one's. */
function rowOfCombination(
  table: RowTable,
  group: GroupRows,
  { answers, place }: { readonly answers: number; readonly place: number },
): number {
  const rows = group.together[answers - 1]!;
  if (rows[place]! !== 0) return rows[place]!;
  const last = group.answers[answers - 1]!;
  const code = place % last.size;
  const alone = group.alone[answers - 1]!;
  if (alone[code] === 0) {
    const value = code === 0 ? Number.NaN : last.unknown + code;
    alone[code] = table.addAnswer(table.add(), group.first + answers - 1, value);
  }
  if (answers === 1) return alone[code]!;
  const before = rowOfCombination(table, group, { answers: answers - 1, place: (place - code) / last.size });
  return (rows[place] = table.addSum(before, alone[code]!));
}

/** Room for so many rows at first: one person needs a few, and a large table takes long to come by. */
const FIRST_ROWS = 256;

type RowTable = ReturnType<typeof createRowTable>;

/** A table of what answers add to the hidden units, which grows; row 0 is never handed out. */
function createRowTable({ schema, encoder, network }: ModelSpec, weights: Float32Array) {
  const { units, kernelOffset, biasOffset } = layoutOf(network)[0]!;
  const stride = paddedUnits(units);
  const bias = new Float64Array(stride);
  bias.set(weights.subarray(biasOffset, biasOffset + units));
  const layer = { stride, rows: new Float64Array(FIRST_ROWS * stride), bias };
  const inputs = schema.indicators.map((_, indicator) =>
    encoder.columns.flatMap((column, input) => (column.indicator === indicator ? [{ column, input }] : [])),
  );
  let last = 0;

  const add = (): number => {
    last += 1;
    if ((last + 1) * stride > layer.rows.length) {
      const more = new Float64Array(2 * layer.rows.length);
      more.set(layer.rows);
      layer.rows = more;
    }
    return last;
  };
  const addAnswer = (row: number, indicator: number, answer: number): number => {
    const { rows } = layer;
    for (const { column, input } of inputs[indicator]!) {
      const value = encodeValue(column, answer);
      const kernel = kernelOffset + input * units;
      if (value === 0) continue;
      for (let unit = 0; unit < units; unit++) rows[row * stride + unit]! += value * weights[kernel + unit]!;
    }
    return row;
  };
  return {
    layer,
    /** A row of zeros. */
    add,
    /** Adds what one answer, NaN if unknown, adds to the hidden units. */
    addAnswer,
    /** A row that is the sum of two. */
    addSum: (left: number, right: number): number => {
      const row = add();
      const { rows } = layer;
      const [to, one, other] = [row * stride, left * stride, right * stride];
      for (let unit = 0; unit < units; unit++) rows[to + unit] = rows[one + unit]! + rows[other + unit]!;
      return row;
    },
    /** Makes a row anew from one person's answers to a group. */
    sumAnswers: (row: number, { first, answers }: AnswerGroup, values: Float32Array): number => {
      layer.rows.fill(0, row * stride, (row + 1) * stride);
      answers.forEach((_, i) => addAnswer(row, first + i, values[first + i]!));
      return row;
    },
  };
}
