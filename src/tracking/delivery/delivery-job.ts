import type { MlflowClient } from '../mlflow/client.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import type { Delivery } from './delivery.ts';
import type { FollowedRun } from './follow-journal.ts';

/** One run on its way to one server, and what each step of it needs. */
export interface DeliveryJob {
  readonly folder: string;
  readonly client: MlflowClient;
  /** As the journal has it, with a beginning. */
  readonly run: FollowedRun & { readonly start: NonNullable<FollowedRun['start']> };
  readonly call: CallOptions;
  /** Tells what the server does not take. */
  readonly warn: (message: string) => void;
  /** Notes how far it has come, and gives it back. */
  readonly save: (delivery: Delivery) => Promise<Delivery>;
}
