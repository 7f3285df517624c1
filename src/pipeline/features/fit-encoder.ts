import type { Dataset } from '../dataset/dataset.ts';
import { tallyOf, type Tally } from '../dataset/tally.ts';
import type { Indicator, SurveySchema } from '../schema/survey-schema.ts';
import { featureOf, type Encoder, type EncoderColumn } from './encoder.ts';

/** A column before its mean is known. */
type Feature = Omit<EncoderColumn, 'center'>;

/** Hinges are measured in tenths of the value's unit, so that they stay in the range of the other inputs. */
const HINGE_DIVISOR = 10;

export interface FitEncoderOptions {
  readonly schema: SurveySchema;
  /** The training rows; nothing else may be learnt from. */
  readonly dataset: Dataset;
  /** How many breakpoints are learnt for a count or continuous indicator whose schema names none. */
  readonly breakpoints: number;
  /** Whether each indicator gets a `present` input, so that any of them may be left unknown. */
  readonly present: boolean;
}

/**
 * Learns how answers become inputs. A binary answer is one centred input, an ordinal one a threshold a level, a nominal
 * one an indicator a level; a count is a threshold a breakpoint, and a continuous value itself and a hinge a breakpoint.
 * Inputs are centred by their mean over the known training rows and not scaled. What is the same in all training rows is
 * no input: its weights would stay as chance made them, and speak up at the first answer that is different.
 */
export function fitEncoder({ schema, dataset, breakpoints, present }: FitEncoderOptions): Encoder {
  const columns: EncoderColumn[] = [];
  const presence: EncoderColumn[] = [];
  schema.indicators.forEach((indicator, place) => {
    const tally = tallyOf(dataset.columns[place]!);
    for (const feature of featuresOf({ indicator, place, tally, breakpoints })) {
      if (isConstant(feature, tally)) continue;
      columns.push({ ...feature, center: round(mean(tally, (value) => featureOf(feature, value))) });
    }
    if (tally.known > 0) presence.push({ indicator: place, kind: 'present', at: 0, divisor: 1, center: 0 });
  });
  return { formatVersion: 1, columns: present ? [...columns, ...presence] : columns };
}

function isConstant(feature: Feature, { values }: Tally): boolean {
  for (let i = 1; i < values.length; i++) {
    if (featureOf(feature, values[i]!) !== featureOf(feature, values[0]!)) return false;
  }
  return true;
}

/** Each answer as one number, centred and brought to unit variance: what a linear model takes. */
export function fitLinearEncoder({ indicators }: SurveySchema, dataset: Dataset): Encoder {
  const columns = indicators.map((_, indicator): EncoderColumn => {
    const tally = tallyOf(dataset.columns[indicator]!);
    const divisor = round(deviationOf(tally)) || 1;
    return { indicator, kind: 'scale', at: 0, divisor, center: round(mean(tally, (value) => value / divisor)) };
  });
  return { formatVersion: 1, columns };
}

interface FeatureSource {
  readonly indicator: Indicator;
  readonly place: number;
  readonly tally: Tally;
  readonly breakpoints: number;
}

function featuresOf({ indicator, place, tally, breakpoints }: FeatureSource): readonly Feature[] {
  const feature = (kind: Feature['kind'], at: number, divisor = 1): Feature => ({
    indicator: place,
    kind,
    at,
    divisor,
  });
  const codes = indicator.levels.map((level) => level.code);
  const bends = () => indicator.breakpoints ?? learnBreakpoints(tally, breakpoints);
  switch (indicator.type) {
    case 'binary':
      return [feature('scale', 0)];
    case 'ordinal':
      return codes.slice(1).map((code) => feature('threshold', code));
    case 'nominal':
      return codes.map((code) => feature('indicator', code));
    case 'count':
      return bends().map((at) => feature('threshold', at));
    case 'continuous': {
      const unit = spreadUnit(tally);
      return [feature('scale', 0, unit), ...bends().map((at) => feature('hinge', at, HINGE_DIVISOR * unit))];
    }
  }
}

/** Evenly spaced quantiles of the known values, each once, without the least value. */
function learnBreakpoints({ values, counts, known }: Tally, wanted: number): readonly number[] {
  const found = new Set<number>();
  for (let i = 0, seen = 0; i < values.length; i++) {
    const from = Math.floor((seen * (wanted + 1)) / known);
    seen += counts[i]!;
    const to = Math.min(wanted, Math.floor((seen * (wanted + 1)) / known));
    if (i > 0 && to > from) found.add(values[i]!);
  }
  return [...found];
}

/** The power of ten that brings the values' standard deviation to between 1 and 10, as a body-mass index has it. */
function spreadUnit(tally: Tally): number {
  const deviation = deviationOf(tally);
  return deviation > 0 ? 10 ** Math.floor(Math.log10(deviation)) : 1;
}

function deviationOf(tally: Tally): number {
  const center = mean(tally, (value) => value);
  return Math.sqrt(mean(tally, (value) => (value - center) ** 2));
}

function mean({ values, counts, known }: Tally, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += counts[i]! * of(values[i]!);
  return known === 0 ? 0 : sum / known;
}

/** Six significant digits are plenty for a mean, and keep the manifest short. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
