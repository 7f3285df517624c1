import { DiabetesError } from '../foundation/errors.ts';
import { paramFilesOf } from './compare-params.ts';
import { INSTALL_DVC } from './dvc-command.ts';
import type { RecordedPath } from './dvc-files.ts';
import { isTemplate, type DataEntry, type Inventory, type StageEntry } from './inventory.ts';

/**
 * Refuses a repository that uses what this program does not understand of DVC: templates (`foreach`, `matrix`, `${}`),
 * dependencies and data on remote storage, imports, checksums of DVC 2, and params in other files than YAML and JSON.
 *
 * @throws DiabetesError TOOL_MISSING
 */
export function refuseWhatOnlyDvcKnows({ stages, data }: Inventory): void {
  for (const entry of stages) refuse(entry.address, riddleOfStage(entry));
  for (const entry of data) refuse(entry.address, riddleOfData(entry));
}

function refuse(address: string, riddle: string | undefined): void {
  if (riddle === undefined) return;
  throw new DiabetesError('TOOL_MISSING', `dvc is not installed, and only it can judge ${address}: ${riddle}`, {
    hint: INSTALL_DVC,
  });
}

function riddleOfStage({ definition, lock }: StageEntry): string | undefined {
  const files = [...paramFilesOf(definition).keys()];
  if (isTemplate(definition) || JSON.stringify(definition).includes('${')) return 'the stage is a template';
  if (definition.deps.some((path) => path.includes('://'))) return 'it depends on something that is not a file here';
  if (!files.every((file) => /\.(ya?ml|json)$/.test(file))) return 'its params are in a file that is not YAML';
  return riddleOfRecords([...(lock?.deps ?? []), ...(lock?.outs ?? [])]);
}

function riddleOfData({ content }: DataEntry): string | undefined {
  return content.deps === undefined ? riddleOfRecords(content.outs) : 'its data are imported';
}

function riddleOfRecords(records: readonly RecordedPath[]): string | undefined {
  const other = records.find(({ md5, hash }) => md5 === undefined || hash !== 'md5');
  return other === undefined ? undefined : `the checksum of ${other.path} is none of DVC 3`;
}
