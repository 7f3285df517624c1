import { UNKNOWN_CODE, type Dataset } from '../dataset/dataset.ts';
import { encodeValue, type Encoder } from '../features/encoder.ts';

/**
 * Draws which answers of a batch the network does not see, rows x indicators: `UNKNOWN_CODE` where an answer is hidden,
 * else 0, so that an answer's code and this together are the code that is seen.
 */
export type Mask = (hidden: Uint8Array, indicators: number) => void;

/** Answers that are told by one state: those of a few coded indicators together, or of one real indicator. */
export interface Span {
  readonly states: number;
  /** The places in the encoder of the inputs that these answers make. */
  readonly inputs: readonly number[];
  /** Whether the states are the rows of the batch, and not the same in every batch. */
  readonly isByRow: boolean;
  /** Writes the inputs of every state, states x inputs. */
  readonly writeInputs: (out: Float32Array) => void;
}

/** How rows are told by the states of their answers. */
export interface AnswerStates {
  readonly spans: readonly Span[];
  /**
   * Writes for each row its state in each span, rows x spans, counted through all spans.
   *
   * @param mask without it every known answer is seen
   */
  readonly lookUp: (rows: Uint32Array, places: Uint32Array, mask?: Mask) => void;
}

/** Indicators share a span while it has no more states than this: fewer spans are fewer rows to add up. */
const MOST_SHARED_STATES = 64;
/** Few enough rows that their places stay in the processor's nearest cache while they are written. */
const TILE_ROWS = 64;

/** A span in the making. */
interface Group {
  states: number;
  readonly parts: Part[];
  readonly isByRow: boolean;
}

/** One indicator in its group. */
interface Part {
  readonly indicator: number;
  /** The answer in a state of the group; NaN is unknown. */
  readonly answerOf: (state: number) => number;
  /** Adds what this answer adds to the state, for some rows of a batch. */
  readonly addTo: (batch: Batch, range: Range) => void;
}

interface Batch {
  readonly rows: Uint32Array;
  /** rows x indicators */
  readonly hidden: Uint8Array;
  readonly indicators: number;
  /** rows x groups */
  readonly places: Uint32Array;
  readonly groups: number;
}

/** Rows of a batch, and the group whose places are written. */
interface Range {
  readonly from: number;
  readonly end: number;
  readonly group: number;
}

/**
 * Finds the states of a data set's answers.
 *
 * @param maximumRows the most rows of one batch
 */
export function createAnswerStates(encoder: Encoder, dataset: Dataset, maximumRows: number): AnswerStates {
  const groups: Group[] = [];
  dataset.columns.forEach((values, indicator) => {
    if (values instanceof Uint8Array) addCoded(groups, indicator, values);
    else groups.push({ states: maximumRows, parts: [realPart(indicator, values, maximumRows)], isByRow: true });
  });
  const indicators = dataset.columns.length;
  const hidden = new Uint8Array(maximumRows * indicators);
  const firsts = groups.map((_, g) => groups.slice(0, g).reduce((sum, { states }) => sum + states, 0));

  return {
    spans: groups.map((group) => spanOf(group, encoder)),
    lookUp: (rows, places, mask) => {
      const batch: Batch = { rows, hidden, indicators, places, groups: groups.length };
      if (mask === undefined) hidden.fill(0);
      else mask(hidden.subarray(0, rows.length * indicators), indicators);
      for (let from = 0; from < rows.length; from += TILE_ROWS) {
        const end = Math.min(rows.length, from + TILE_ROWS);
        groups.forEach(({ parts }, group) => {
          begin(batch, { from, end, group }, firsts[group]!);
          for (const part of parts) part.addTo(batch, { from, end, group });
        });
      }
    },
  };
}

function begin({ places, groups }: Batch, { from, end, group }: Range, first: number): void {
  for (let at = from * groups + group; at < end * groups; at += groups) places[at] = first;
}

/** Puts a coded indicator into the first group that has room for its states, or into a new one. */
function addCoded(groups: Group[], indicator: number, values: Uint8Array): void {
  const { lowest, highest } = rangeOf(values);
  // One for each code between, and one for an unknown answer.
  const states = Math.max(0, highest - lowest + 1) + 1;
  let group = groups.find((other) => !other.isByRow && other.states * states <= MOST_SHARED_STATES);
  if (group === undefined) groups.push((group = { states: 1, parts: [], isByRow: false }));
  const step = group.states;
  group.states *= states;
  const steps = Uint32Array.from({ length: UNKNOWN_CODE + 1 }, (_, code) =>
    code >= lowest && code <= highest ? (code - lowest) * step : (states - 1) * step,
  );
  group.parts.push({
    indicator,
    answerOf: (state) => {
      const own = Math.floor(state / step) % states;
      return own === states - 1 ? Number.NaN : lowest + own;
    },
    addTo: ({ rows, hidden, indicators, places, groups: width }, { from, end, group: at }) => {
      for (let row = from; row < end; row++) {
        places[row * width + at]! += steps[values[rows[row]!]! | hidden[row * indicators + indicator]!]!;
      }
    },
  });
}

function rangeOf(values: Uint8Array): { readonly lowest: number; readonly highest: number } {
  const isUsed = new Uint8Array(UNKNOWN_CODE + 1);
  for (let i = 0; i < values.length; i++) isUsed[values[i]!] = 1;
  return { lowest: Math.max(0, isUsed.indexOf(1)), highest: isUsed.lastIndexOf(1, UNKNOWN_CODE - 1) };
}

function realPart(indicator: number, values: Float32Array, maximumRows: number): Part {
  const answers = new Float32Array(maximumRows);
  return {
    indicator,
    answerOf: (row) => answers[row]!,
    addTo: ({ rows, hidden, indicators, places, groups: width }, { from, end, group: at }) => {
      for (let row = from; row < end; row++) {
        answers[row] = hidden[row * indicators + indicator] === 0 ? values[rows[row]!]! : Number.NaN;
        places[row * width + at]! += row;
      }
    },
  };
}

function spanOf({ states, parts, isByRow }: Group, encoder: Encoder): Span {
  const made = parts.flatMap(({ indicator, answerOf }) =>
    encoder.columns.flatMap((column, place) => (column.indicator === indicator ? [{ column, place, answerOf }] : [])),
  );
  return {
    states,
    inputs: made.map(({ place }) => place),
    isByRow,
    writeInputs: (out) => {
      for (let state = 0; state < states; state++) {
        made.forEach(({ column, answerOf }, i) => {
          out[state * made.length + i] = encodeValue(column, answerOf(state));
        });
      }
    },
  };
}
