import type { Random } from '../../foundation/random.ts';
import type { CodedColumn, JointColumn } from './joint-codes.ts';
import { joinColumns } from './joint-codes.ts';
import type { MixtureColumn } from './mixture.ts';

/** A joint column with its tables, each [state][component], so that the inner loops run over neighbouring numbers. */
interface Table extends JointColumn {
  readonly logs: Float64Array;
  readonly counts: Float64Array;
}

/** The parameters on their way, and the tables that they are worked out in. */
interface Fit {
  readonly tables: readonly Table[];
  /** The indicators, and last the label. */
  readonly variables: readonly MixtureColumn[];
  /** In turn the components' weights and the sums of their shares. */
  readonly weights: Float64Array;
}

/** Every `step`-th of `count` rows. */
interface Rows {
  readonly count: number;
  readonly step: number;
}

/** Added to each count of a level and of a component: no probability is 0. */
const LEVEL_PRIOR = 0.05;
const COMPONENT_PRIOR = 1;

/** A component this much less likely than the best one (in logarithms) takes no part in a row. */
const NEGLIGIBLE = -16;

/** Everything at 0. */
export function createFit(columns: readonly CodedColumn[], components: number): Fit {
  const tables = joinColumns(columns).map((joint) => ({
    ...joint,
    logs: new Float64Array(joint.states * components),
    counts: new Float64Array(joint.states * components),
  }));
  const variables = columns.map(({ minimum, levels }) => ({
    minimum,
    levels,
    probabilities: new Float64Array(levels * components),
  }));
  return { tables, variables, weights: new Float64Array(components) };
}

/** Gives each row to a component at random. */
export function scatter({ tables, weights }: Fit, { count, step }: Rows, random: Random): void {
  for (let row = 0; row < count; row += step) {
    const component = random.below(weights.length);
    weights[component]! += 1;
    for (const { codes, counts } of tables) counts[codes[row]! * weights.length + component]! += 1;
  }
}

/** Shares each row among the components, adds the shares up in `counts` and `weights`; returns the log-likelihood. */
export function expect({ tables, weights }: Fit, { count, step }: Rows): number {
  const components = weights.length;
  const logWeights = weights.map(Math.log);
  const scores = new Float64Array(components);
  const shares = new Float64Array(components);
  const takers = new Uint16Array(components);
  let logLikelihood = 0;
  weights.fill(0);
  for (const { counts } of tables) counts.fill(0);

  for (let row = 0; row < count; row += step) {
    scores.set(logWeights);
    for (let t = 0; t < tables.length; t++) addScores(scores, tables[t]!.logs, tables[t]!.codes[row]! * components);
    let best = -Infinity;
    for (let k = 0; k < components; k++) if (scores[k]! > best) best = scores[k]!;
    let total = 0;
    let taking = 0;
    for (let k = 0; k < components; k++) {
      const difference = scores[k]! - best;
      if (difference < NEGLIGIBLE) continue;
      const share = Math.exp(difference);
      total += share;
      takers[taking] = k;
      shares[taking++] = share;
    }
    logLikelihood += best + Math.log(total);
    for (let i = 0; i < taking; i++) weights[takers[i]!]! += shares[i]! /= total;
    for (let t = 0; t < tables.length; t++) {
      const { counts, codes } = tables[t]!;
      const base = codes[row]! * components;
      for (let i = 0; i < taking; i++) counts[base + takers[i]!]! += shares[i]!;
    }
  }
  return logLikelihood;
}

function addScores(scores: Float64Array, logs: Float64Array, base: number): void {
  for (let k = 0; k < scores.length; k++) scores[k]! += logs[base + k]!;
}

/** Turns the counts into probabilities and weights, and the tables' logarithms into those of the new probabilities. */
export function maximise({ tables, variables, weights }: Fit): void {
  const components = weights.length;
  let rows = 0;
  for (const weight of weights) rows += weight;
  for (let k = 0; k < components; k++) {
    weights[k] = (weights[k]! + COMPONENT_PRIOR) / (rows + COMPONENT_PRIOR * components);
  }
  for (const table of tables) {
    table.logs.fill(0);
    for (const member of table.members) {
      const variable = variables[member.index]!;
      const levelOf = Uint8Array.from(
        { length: table.states },
        (_, state) => Math.floor(state / member.stride) % member.states,
      );
      estimate(variable, table, levelOf);
      addLogs(variable, table, levelOf);
    }
  }
}

/** The probabilities of one variable from the counts. `levelOf` is its level in each state, `levels` where unknown. */
function estimate({ probabilities, levels }: MixtureColumn, { counts }: Table, levelOf: Uint8Array): void {
  const components = probabilities.length / levels;
  probabilities.fill(LEVEL_PRIOR);
  levelOf.forEach((level, state) => {
    if (level === levels) return;
    for (let k = 0; k < components; k++) probabilities[k * levels + level]! += counts[state * components + k]!;
  });
  for (let k = 0; k < components; k++) normalise(probabilities.subarray(k * levels, (k + 1) * levels));
}

/** Adds the logarithms of one variable's probabilities to the table's; an unknown answer adds nothing. */
function addLogs({ probabilities, levels }: MixtureColumn, { logs }: Table, levelOf: Uint8Array): void {
  const components = probabilities.length / levels;
  const own = probabilities.map(Math.log);
  levelOf.forEach((level, state) => {
    if (level === levels) return;
    for (let k = 0; k < components; k++) logs[state * components + k]! += own[k * levels + level]!;
  });
}

function normalise(values: Float64Array): void {
  let sum = 0;
  for (const value of values) sum += value;
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
}
