import { datasetColumns } from '../dataset/validate.ts';
import type { SplitParams } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { ClassSummary, ColumnSummary, DataCheck } from './data-check.ts';
import type { FileStatistics } from './file-statistics.ts';
import { findNotices } from './find-notices.ts';
import type { RepeatCounts } from './repeat-counter.ts';
import { summariseColumn } from './summarise-column.ts';
import { summariseConflicts, summariseDuplicates } from './summarise-repeats.ts';

/** All that was found in a file. */
export interface FileFindings {
  readonly file: string;
  readonly header: readonly string[];
  /** The indicators that the header lacks. */
  readonly absent: readonly string[];
  readonly statistics: FileStatistics;
  readonly repeats: RepeatCounts;
}

/** The report on a file. */
export function summariseFile(findings: FileFindings, schema: SurveySchema, split: SplitParams): DataCheck {
  const { file, header, absent, statistics, repeats } = findings;
  const read = datasetColumns(schema);
  const found = {
    header: { columns: header.length, absent, extra: header.filter((name) => !read.includes(name)) },
    problems: statistics.problems.summary(),
    classes: summariseClasses(statistics, schema),
    columns: summariseColumns(findings, schema),
  };
  const notices = findNotices(found, schema, split);
  return {
    file,
    usable: notices.every(({ level }) => level !== 'error'),
    rows: statistics.rows,
    header: found.header,
    notices,
    problems: found.problems,
    label: schema.target.name,
    classes: found.classes,
    duplicates: summariseDuplicates(repeats, statistics.rows, schema.target.classes.length),
    conflicts: summariseConflicts(repeats),
    columns: found.columns,
  };
}

function summariseClasses({ classCounts }: FileStatistics, { target }: SurveySchema): ClassSummary[] {
  const labelled = classCounts.reduce((sum, count) => sum + count, 0);
  return target.classes.map(({ id, label, title }, i) => {
    const rows = classCounts[i]!;
    return { id, label, title, rows, share: rows / labelled };
  });
}

function summariseColumns({ statistics, absent }: FileFindings, { indicators }: SurveySchema): ColumnSummary[] {
  const { rows, problems, answers } = statistics;
  const ragged = problems.in(undefined);
  return indicators.map((indicator, i) => {
    const isPresent = !absent.includes(indicator.name);
    return summariseColumn(indicator, answers[i]!, { isPresent, rows, invalid: problems.in(indicator.name), ragged });
  });
}
