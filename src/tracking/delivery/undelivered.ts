import { quantity } from '../../foundation/quantity.ts';
import { hasModel } from './deliver-model.ts';
import { missingArtifacts } from './deliver-end.ts';
import { isDelivered } from './delivery.ts';
import { readDelivery } from './delivery-file.ts';
import { followJournal, type JournalFollower } from './follow-journal.ts';

/** What of a run is not at a server yet. */
export interface Undelivered {
  readonly points: number;
  readonly files: number;
  readonly model: boolean;
  /** Whether the server does not know how the run ended. */
  readonly end: boolean;
}

/** What of a run's folder is not at a server yet; undefined where all is. */
export async function findUndelivered(
  folder: string,
  server: string,
  journal: JournalFollower = followJournal(folder),
): Promise<Undelivered | undefined> {
  const { points, end, offset } = await journal.read();
  const delivery = readDelivery(folder, server);
  if (delivery !== undefined && isDelivered(delivery, offset)) return undefined;
  const begin = delivery?.offset ?? 0;
  if (end === null && begin >= offset) return undefined;
  const isModelDue = end?.status === 'FINISHED' && hasModel(folder);
  return {
    points: points.filter(({ at }) => at > begin).length,
    files: end === null ? 0 : (await missingArtifacts(folder, { artifacts: delivery?.artifacts ?? {} })).length,
    model: isModelDue && delivery?.model?.isComplete !== true,
    end: end !== null,
  };
}

/** What is left, in words: `12 metric points, 1 file and the model`. */
export function describeUndelivered({ points, files, model, end }: Undelivered): string {
  const parts = [
    ...(points === 0 ? [] : [quantity(points, 'metric point')]),
    ...(files === 0 ? [] : [quantity(files, 'file')]),
    ...(model ? ['the model'] : []),
  ];
  if (parts.length === 0) return end ? 'the end of the run' : 'what the run is';
  const last = parts.pop()!;
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}
