import type { FormulaName, Question } from './survey-schema.ts';

/** A number that people give in place of an indicator; it is no column of the survey. */
export interface Measurement extends Question {
  /** The question as a person is asked it. */
  readonly question: string;
}

/** How an indicator is computed from what people know instead. */
interface Formula {
  readonly measurements: readonly Measurement[];
  /** The value for the measurements, in their order. */
  readonly compute: (measurements: readonly number[]) => number;
  /** How far a value that was given as well may be from the computed one. */
  readonly tolerance: number;
}

/** Every formula. The list is closed: a schema names one, and cannot bring its own. */
export const FORMULAS: Readonly<Record<FormulaName, Formula>> = {
  /** Kilograms by the square of metres, to a tenth. The ranges are those of HTM4 and WTKG3 in the codebook of BRFSS 2015. */
  'body-mass-index': {
    measurements: [
      measurement({
        flag: 'height-cm',
        label: 'Height',
        question: 'How tall are you?',
        unit: 'cm',
        minimum: 91,
        maximum: 244,
      }),
      measurement({
        flag: 'weight-kg',
        label: 'Weight',
        question: 'How much do you weigh?',
        unit: 'kg',
        minimum: 23,
        maximum: 295,
      }),
    ],
    compute: ([height, weight]) => Math.round((weight! / (height! / 100) ** 2) * 10) / 10,
    tolerance: 0.5,
  },
};

/** The formula of an indicator; undefined where it has none. */
export function formulaOf({ formula }: { readonly formula?: FormulaName | undefined }): Formula | undefined {
  return formula === undefined ? undefined : FORMULAS[formula];
}

/** The measurements that an indicator can be computed from; none for most. */
export function measurementsOf(indicator: { readonly formula?: FormulaName | undefined }): readonly Measurement[] {
  return formulaOf(indicator)?.measurements ?? [];
}

function measurement(
  parts: Pick<Measurement, 'flag' | 'label' | 'question' | 'unit' | 'minimum' | 'maximum'>,
): Measurement {
  return { ...parts, type: 'continuous', aliases: [], levels: [] };
}
