import { quantity } from '../foundation/quantity.ts';
import { section } from './section.ts';
import { shellPath } from './shell-words.ts';
import type { Style } from './style.ts';

/** What `track export --json` prints. */
export interface ExportDocument {
  readonly schemaVersion: 1;
  readonly command: 'track export';
  readonly to: 'csv' | 'mlruns';
  /** The file, or MLflow's file store. */
  readonly out: string;
  readonly runs: number;
  /** The folder that is replaced as a whole; of a file store. */
  readonly folder?: string;
}

interface ExportLook {
  readonly style: Style;
  readonly cwd: string;
}

/** How many runs are where, and what is done with a file store. */
export function renderExport({ out, runs, folder }: ExportDocument, { style, cwd }: ExportLook): string {
  const where = `${quantity(runs, 'run')} in ${style.strong(shellPath(out, cwd))}`;
  if (folder === undefined) return where;
  const database = 'sqlite:///mlflow.db';
  const steps = [
    `  mlflow migrate-filestore --source ${shellPath(folder, cwd)} --target ${database}`,
    `  mlflow server --backend-store-uri ${database}`,
  ];
  return [where, ...section('Next', steps, style)].join('\n');
}
