import { join } from 'node:path';
import { PARAMS_FILE } from '../../config/find-root.ts';
import { readTextFile } from '../../foundation/read-text-file.ts';
import type { CommandContext } from '../command-context.ts';
import type { Template } from './plan.ts';

/** Where the schema of a survey of one's own stands in a project. */
export const OWN_SCHEMA = 'data/schema.yaml';

/**
 * What a project consists of, and the file of the package that each part is made from. A template has another name than
 * its copy where a tool would take it for its own: npm leaves .gitignore out, DVC runs every dvc.yaml that it finds.
 */
const SOURCES: readonly (Omit<Template, 'text'> & { readonly source: string })[] = [
  { path: PARAMS_FILE, source: PARAMS_FILE, kind: 'text' },
  { path: 'dvc.yaml', source: 'templates/pipeline.yaml', kind: 'text' },
  { path: 'templates/confusion_counts.json', source: 'templates/confusion_counts.json', kind: 'text' },
  { path: 'data/raw/.gitkeep', source: 'templates/gitkeep', kind: 'presence' },
  { path: '.gitignore', source: 'templates/gitignore', kind: 'lines' },
  { path: '.dvcignore', source: 'templates/dvcignore', kind: 'lines' },
  { path: '.github/workflows/diabetes.yml', source: 'templates/workflow.yml', kind: 'text' },
];

/** The files of a project for this version of the program; with a schema of its own they name it. */
export async function readTemplates(context: CommandContext, hasOwnSchema: boolean): Promise<readonly Template[]> {
  return Promise.all(
    SOURCES.map(async ({ source, ...file }) => {
      const text = await readTextFile(join(context.packageRoot, source), 'the template');
      const ofThisVersion = text.replaceAll('diabetes-mlops@VERSION', `diabetes-mlops@${context.version}`);
      return { ...file, text: hasOwnSchema ? withOwnSchema(ofThisVersion) : ofThisVersion };
    }),
  );
}

/** Gives `--schema` to the commands that ask for one, and the schema to the dependencies of their stages. */
export function withOwnSchema(text: string): string {
  return text
    .replace(/\bdiabetes (train|data split)\b/g, `$& --schema ${OWN_SCHEMA}`)
    .replace(/^( +)cmd: .* --schema .*\n\1deps:$/gm, `$&\n$1  - ${OWN_SCHEMA}`);
}
