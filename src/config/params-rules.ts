import * as z from 'zod';
import { BACKEND_CHOICES, CLASS_WEIGHTS, DECISION_OBJECTIVES } from '../pipeline/params.ts';
import type { Params } from '../pipeline/params.ts';

const MAX_HIDDEN_LAYERS = 4;
const MAX_UNITS = 1024;
const MAX_SHARE = 0.9;

const seed = z.int().min(0).describe('a whole number of 0 to 2^53 - 1');
const share = z.number().min(0).max(MAX_SHARE).describe(`a number of 0 to ${MAX_SHARE}`);
const positiveShare = z.number().gt(0).max(MAX_SHARE).describe(`a number above 0, of ${MAX_SHARE} at most`);
const layers = z
  .array(z.int().min(1).max(MAX_UNITS))
  .max(MAX_HIDDEN_LAYERS)
  .describe(`a list of 0 to ${MAX_HIDDEN_LAYERS} whole numbers of 1 to ${MAX_UNITS}, as in [128, 64]`);
const rate = z.number().positive().describe('a number above 0');
const decay = z.number().min(0).describe('a number of 0 or more');
const fraction = z.number().min(0).max(1).describe('a number of 0 to 1');
const words = z.array(z.string().min(1));
const count = z.int().min(1).describe('a whole number of 1 or more');

/** What each param may be. A description is the rule in words: it follows "must be" in messages. */
export const PARAMS_RULES = z.strictObject({
  data: z.strictObject({
    path: z.string().min(1).describe('the path of a file or folder'),
    synthetic_rows: count,
  }),
  split: z
    .strictObject({ seed, test: share, validation: positiveShare })
    .superRefine(({ test, validation }, context) => {
      if (test + validation < 1 || Math.max(test, validation) > MAX_SHARE) return;
      const message = `and split.test together must be less than 1, got ${validation} + ${test}`;
      context.addIssue({ code: 'custom', path: ['validation'], message });
    }),
  features: z.strictObject({
    breakpoints: z.int().min(0).max(100).describe('a whole number of 0 to 100'),
  }),
  train: z.strictObject({
    seed,
    backend: z.enum(BACKEND_CHOICES).describe(`one of ${BACKEND_CHOICES.join(', ')}`),
    hidden: layers,
    epochs: count,
    batch_size: count,
    learning_rate: rate,
    weight_decay: decay,
    complete_share: fraction,
    class_weights: z.enum(CLASS_WEIGHTS).describe(`one of ${CLASS_WEIGHTS.join(', ')}`),
    teacher_share: fraction,
    teacher_hidden: layers,
    teacher_epochs: count,
    teacher_learning_rate: rate,
    teacher_weight_decay: decay,
  }),
  decision: z.strictObject({
    objective: z.enum(DECISION_OBJECTIVES).describe(`one of ${DECISION_OBJECTIVES.join(', ')}`),
    sensitivity: z.number().gt(0).max(1).describe('a number above 0, of 1 at most'),
  }),
  evaluate: z.strictObject({
    slices: words.describe("a list of indicators, or of several joined by *, as in [sex, 'age*income']"),
    gates: words.describe("a list of conditions, as in ['macro_f1>=0.46']"),
    resamples: z.int().min(100).max(100_000).describe('a whole number of 100 to 100000'),
    seed,
  }),
}) satisfies z.ZodType<Params>;

/** The rule of one param in words, or undefined when there is no such param. */
export function ruleOf(section: string, key: string): string | undefined {
  const sections: Readonly<Record<string, z.ZodType>> = PARAMS_RULES.shape;
  const rules = sections[section];
  if (!(rules instanceof z.ZodObject)) return undefined;
  const params: Readonly<Record<string, z.ZodType>> = rules.shape;
  return params[key]?.description;
}
