import type { CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';

/** `--name`, as `command.option` takes it: parser and default. */
export const REGISTERED_NAME = ['--name <model>', 'the registered model', givenPath, 'diabetes'] as const;

/** What `diabetes track promote` was asked to do. */
export interface PromoteOptions extends CommonOptions {
  readonly run: string;
  /** The alias. */
  readonly as: string;
  /** Of the registered model. */
  readonly name: string;
  /** Why it is to be promoted although its gates are not met. */
  readonly force?: string;
}
