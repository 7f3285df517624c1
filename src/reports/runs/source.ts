import type { TitledClass } from '../../pipeline/evaluation/metric-titles.ts';
import type { GateResult } from '../../pipeline/evaluation/result.ts';
import type { Run } from '../../tracking/runs/run.ts';

/** A run as a page shows it. */
export interface ReportedRun {
  readonly run: Run;
  /** As few digits of its id as tell it from all others. */
  readonly shortId: string;
  /** Its name where no other run of the page has it, too; else with the short id, or that alone. */
  readonly label: string;
  readonly gates: readonly GateResult[];
  /** The rows that it worked on, as the file is called; null where it did not say. */
  readonly dataName: string | null;
  /** Where its bundle was kept: a path from the page on. */
  readonly bundlePath: string | null;
}

/** What the page that compares runs is made from. */
export interface RunsPageSource {
  /** In the order in which they are shown. */
  readonly runs: readonly ReportedRun[];
  /** How many runs there are altogether. */
  readonly recorded: number;
  /** For the names of metrics. */
  readonly classes: readonly TitledClass[];
  readonly disclaimer: string;
}
