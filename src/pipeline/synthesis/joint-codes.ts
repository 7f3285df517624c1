import { DiabetesError } from '../../foundation/errors.ts';
import type { Column } from '../dataset/dataset.ts';
import { UNKNOWN_CODE } from '../dataset/dataset.ts';

/** A coded column with its range of codes; the state of a code is `code - minimum`, and of an unknown one `levels`. */
export interface CodedColumn {
  readonly codes: Uint8Array;
  readonly minimum: number;
  readonly levels: number;
  /** `levels`, and one more where answers are unknown. */
  readonly states: number;
}

/** One of the columns that a joint column is made of; its own state is `floor(joint state / stride) mod states`. */
interface JointMember {
  /** Its place among the columns that were joined. */
  readonly index: number;
  readonly states: number;
  readonly stride: number;
}

/** Neighbouring columns seen as one: the state of a row is the sum of its members' states, each times its stride. */
export interface JointColumn {
  readonly states: number;
  readonly codes: Uint16Array;
  readonly members: readonly JointMember[];
}

/** Larger tables leave the processor's cache, smaller ones take more look-ups a row. */
const JOINT_STATES = 2048;

/**
 * The column with the range of its known codes.
 *
 * @throws DiabetesError INVALID_DATA when the column has values that are no codes, or no known value at all
 */
export function asCoded(column: Column, name: string): CodedColumn {
  if (!(column instanceof Uint8Array)) {
    throw new DiabetesError('INVALID_DATA', `${name} has values other than whole numbers of 0 to 254`, {
      hint: 'The mixture behind synthetic rows takes coded columns only; round or group this one.',
    });
  }
  let minimum = UNKNOWN_CODE;
  let maximum = -1;
  let unknown = 0;
  for (let row = 0; row < column.length; row++) {
    const code = column[row]!;
    if (code === UNKNOWN_CODE) unknown = 1;
    else {
      if (code < minimum) minimum = code;
      if (code > maximum) maximum = code;
    }
  }
  if (maximum < 0) throw new DiabetesError('INVALID_DATA', `${name} has no known value in ${column.length} rows`);
  const levels = maximum - minimum + 1;
  return { codes: column, minimum, levels, states: levels + unknown };
}

/** Joins neighbouring columns, so that one look-up serves several: the 22 columns of a survey become about 5. */
export function joinColumns(columns: readonly CodedColumn[]): readonly JointColumn[] {
  const groups: { states: number; members: JointMember[] }[] = [];
  columns.forEach(({ states }, index) => {
    const last = groups.at(-1);
    if (last !== undefined && last.states * states <= JOINT_STATES) {
      last.members.push({ index, states, stride: last.states });
      last.states *= states;
    } else groups.push({ states, members: [{ index, states, stride: 1 }] });
  });
  return groups.map((group) => ({ ...group, codes: jointCodes(columns, group.members) }));
}

function jointCodes(columns: readonly CodedColumn[], members: readonly JointMember[]): Uint16Array {
  const joint = new Uint16Array(columns[0]!.codes.length);
  for (const { index, stride } of members) {
    const { codes, minimum, levels } = columns[index]!;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      joint[row]! += stride * (code === UNKNOWN_CODE ? levels : code - minimum);
    }
  }
  return joint;
}
