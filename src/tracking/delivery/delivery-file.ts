import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { isNumber, isObject, isText } from '../runs/json-values.ts';
import type { Delivery, DeliveryFile } from './delivery.ts';

const NAME = 'delivery.json';

/** Where a run's folder has been delivered to; nowhere where there is no such file, or none that can be read. */
export function readDeliveries(folder: string): readonly Delivery[] {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(join(folder, NAME), 'utf8'));
  } catch {
    return [];
  }
  if (!isObject(file) || file.formatVersion !== 1 || !Array.isArray(file.deliveries)) return [];
  return file.deliveries.filter(isDelivery);
}

/** How far a run's folder has come at one server; undefined where it has not been delivered there. */
export function readDelivery(folder: string, server: string): Delivery | undefined {
  return readDeliveries(folder).find((delivery) => delivery.server === server);
}

/**
 * Notes how far a run's folder has come at a server, beside what is known of others.
 *
 * @throws DiabetesError WRITE_FAILED
 */
export async function writeDelivery(folder: string, delivery: Delivery): Promise<void> {
  await writeDeliveries(folder, [...othersThan(folder, delivery.server), delivery]);
}

/**
 * Takes a run as not delivered to a server.
 *
 * @throws DiabetesError WRITE_FAILED
 */
export async function forgetDelivery(folder: string, server: string): Promise<void> {
  await writeDeliveries(folder, othersThan(folder, server));
}

function othersThan(folder: string, server: string): readonly Delivery[] {
  return readDeliveries(folder).filter((delivery) => delivery.server !== server);
}

async function writeDeliveries(folder: string, deliveries: readonly Delivery[]): Promise<void> {
  const file: DeliveryFile = { formatVersion: 1, deliveries };
  await writeFileAtomically(join(folder, NAME), `${JSON.stringify(file, null, 2)}\n`);
}

function isDelivery(value: unknown): value is Delivery {
  if (!isObject(value)) return false;
  const { server, experimentId, serverRunId, offset, model, artifacts, isComplete } = value;
  const isKnown = [server, experimentId, serverRunId].every(isText) && isNumber(offset);
  return isKnown && (model === null || isObject(model)) && isObject(artifacts) && typeof isComplete === 'boolean';
}
