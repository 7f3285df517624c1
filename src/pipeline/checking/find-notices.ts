import { nearestName } from '../../foundation/nearest-name.ts';
import { quantity } from '../../foundation/quantity.ts';
import { showText } from '../dataset/cell.ts';
import { listNames } from '../dataset/check-header.ts';
import { splitProblems } from '../dataset/split.ts';
import type { SplitParams } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { CheckNotice, DataCheck } from './data-check.ts';

type Checked = Pick<DataCheck, 'header' | 'problems' | 'classes' | 'columns'>;

/**
 * What to know about a file besides its problems: what keeps it from being trained on first, then what is worth a look.
 */
export function findNotices(check: Checked, schema: SurveySchema, split: SplitParams): readonly CheckNotice[] {
  const counts = check.classes.map(({ rows }) => rows);
  return [
    ...problemNotice(check),
    ...splitProblems(counts, schema, split).map(({ message, hint }) => ({
      level: 'error' as const,
      code: 'class-too-small',
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
    ...absentNotices(check.header),
    ...columnNotices(check),
    ...extraNotice(check.header),
  ];
}

function problemNotice({ problems }: Checked): CheckNotice[] {
  if (problems.total === 0) return [];
  const message = `${quantity(problems.total, 'problem')} in ${quantity(problems.rows, 'row')}`;
  const hint = 'Correct the values, or leave the cell of an unknown answer empty.';
  return [{ level: 'error', code: 'problems', message, hint }];
}

function absentNotices({ absent, extra }: Checked['header']): CheckNotice[] {
  return absent.map((name) => {
    const nearest = nearestName(name, extra);
    const hint = nearest === undefined ? {} : { hint: `Is ${showText(nearest)} meant? Then rename it.` };
    const message = `there is no column ${name}: its answers are all unknown`;
    return { level: 'warning', code: 'absent-indicator', message, ...hint };
  });
}

function columnNotices({ columns }: Checked): CheckNotice[] {
  return columns.flatMap(({ name, isPresent, known, invalid, bins, figures }): CheckNotice[] => {
    if (!isPresent) return [];
    if (known === 0 && invalid === 0) {
      return [{ level: 'warning', code: 'unknown-indicator', message: `${name} is empty in every row` }];
    }
    const filled = bins.filter(({ rows }) => rows > 0);
    const isConstant = filled.length === 1 && figures?.minimum === figures?.maximum;
    if (!isConstant || known === 1) return [];
    const message = `${name} is the same in every row where it is known (${filled[0]!.words}): nothing can be learnt from it`;
    return [{ level: 'warning', code: 'constant-indicator', message }];
  });
}

function extraNotice({ extra }: Checked['header']): CheckNotice[] {
  if (extra.length === 0) return [];
  const what = extra.length === 1 ? 'is a column' : 'are columns';
  const message = `${listNames(extra)} ${what} that the survey does not have, and not read`;
  return [{ level: 'info', code: 'extra-columns', message }];
}
