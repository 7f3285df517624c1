import { stringify } from 'yaml';
import type { Params } from '../pipeline/params.ts';

/** A params.yaml that gives the same params again. */
export function formatParams(params: Params): string {
  return stringify(params);
}
