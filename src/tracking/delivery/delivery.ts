import type { ModelPlace } from '../mlflow/run-models.ts';

/** How far a run has come at one server. */
export interface Delivery {
  /** The server's address, without credentials. */
  readonly server: string;
  readonly experimentId: string;
  /** The run's id at the server. */
  readonly serverRunId: string;
  /** So many bytes of the journal are delivered. */
  readonly offset: number;
  /** The run's model at the server, once it is begun; null before, and for runs without one. */
  readonly model: (ModelPlace & { readonly isComplete: boolean }) | null;
  /** Paths below artifacts/ (and their sizes) that are there. */
  readonly artifacts: Readonly<Record<string, number>>;
  /** Whether everything is there, the end too. */
  readonly isComplete: boolean;
}

/** The content of delivery.json: one entry a server. */
export interface DeliveryFile {
  readonly formatVersion: 1;
  readonly deliveries: readonly Delivery[];
}

/** The experiment that a run goes to. */
export type ExperimentChoice = { readonly id: string } | { readonly name: string };

/** The page of a run at its server. */
export function runPage({ server, experimentId, serverRunId }: Delivery): string {
  return `${server}/#/experiments/${experimentId}/runs/${serverRunId}`;
}

/** Whether all of a journal of so many bytes is there, the end too. */
export function isDelivered({ isComplete, offset }: Delivery, journalBytes: number): boolean {
  return isComplete && offset >= journalBytes;
}
