import { formatMetric } from '../pipeline/evaluation/metric-titles.ts';
import type { RunField } from '../tracking/runs/run-field.ts';
import { oneLine, type RankedColumn } from './fit-table.ts';
import { formatAgo, formatDuration } from './format.ts';
import type { Style } from './style.ts';

/** How runs are drawn. */
export interface RunLook {
  readonly style: Style;
  /** How many characters a line may have; infinite where it goes to a file or another program. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many digits of an id tell the runs apart. */
  readonly idLength: number;
}

/** A field of some runs, with its value in each. */
export interface RunColumn {
  readonly field: RunField;
  /** The least are kept the longest; 0 always. */
  readonly rank: number;
  readonly values: readonly (string | number | undefined)[];
}

/** Titles that say more than the attribute's key. */
const TITLES: Readonly<Record<string, string>> = {
  run_id: 'run',
  run_name: 'name',
  start_time: 'started',
  end_time: 'ended',
  duration: 'took',
};

/** A longer value of a param or tag is cut on a terminal. */
const LONGEST_CELL = 40;

/** A field of some runs as a column of a table. */
export function runColumn({ field, rank, values }: RunColumn, look: RunLook): RankedColumn {
  const { entity, key } = field;
  const title = entity === 'attributes' ? (TITLES[key] ?? key) : entity === 'metrics' ? key : `${entity}.${key}`;
  const isRight = entity === 'metrics' || key === 'duration';
  return { title, rank, align: isRight ? 'right' : 'left', cells: values.map((value) => cell(value, field, look)) };
}

/** A status in its colour. */
export function statusWord(status: string, style: Style): string {
  const paint = STATUS_PAINT[status];
  return paint === undefined ? status : style[paint](status);
}

const STATUS_PAINT: Readonly<Partial<Record<string, 'good' | 'bad' | 'warning' | 'accent'>>> = {
  FINISHED: 'good',
  FAILED: 'bad',
  KILLED: 'warning',
  RUNNING: 'accent',
  'RUNNING (gone)': 'warning',
};

function cell(value: string | number | undefined, { entity, key }: RunField, look: RunLook): string {
  const { style, now, width, idLength } = look;
  if (value === undefined) return style.muted('-');
  if (entity === 'metrics') return formatMetric(key.replace(/^val_/, ''), Number(value));
  if (entity === 'attributes') {
    if (key === 'run_id') return style.accent(String(value).slice(0, idLength));
    if (key === 'status') return statusWord(String(value), style);
    if (key === 'duration') return formatDuration(Number(value));
    if (key === 'start_time' || key === 'end_time') return formatAgo(now - Number(value));
  }
  return oneLine(String(value), width === Infinity ? Infinity : LONGEST_CELL, style);
}
