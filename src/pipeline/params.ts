/** The backends that training can run on; `auto` takes the first of wasm and cpu that works here. */
export const BACKEND_CHOICES = ['auto', 'wasm', 'node', 'cpu'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

export const CLASS_WEIGHTS = ['none', 'balanced'] as const;
export type ClassWeights = (typeof CLASS_WEIGHTS)[number];

export const DECISION_OBJECTIVES = ['macro_f1', 'probability', 'sensitivity'] as const;
export type DecisionObjective = (typeof DECISION_OBJECTIVES)[number];

/** All that changes the model and its evaluation, as `params.yaml` spells it. Hosts, ports and addresses are settings, not params. */
export interface Params {
  readonly data: {
    /** The labelled rows: a CSV file, or a folder with train.csv, validation.csv and test.csv. */
    readonly path: string;
    /** How many rows are made where `path` was not set and its default is absent. */
    readonly synthetic_rows: number;
  };
  readonly split: SplitParams;
  readonly features: {
    /** How many places of bend are learnt for a count or continuous indicator whose schema names none. */
    readonly breakpoints: number;
  };
  readonly train: TrainParams;
  readonly decision: {
    readonly objective: DecisionObjective;
    /** For the objective `sensitivity`: the share of people with any but the first class who must be found. */
    readonly sensitivity: number;
  };
  readonly evaluate: EvaluateParams;
}

/** What a saved model is asked; none of it changes the model. */
export interface EvaluateParams {
  /** For whom metrics are told apart: indicators by flag or name, or several joined by `*`. */
  readonly slices: readonly string[];
  /** What must hold, as in `macro_f1>=0.46`. */
  readonly gates: readonly string[];
  /** How many resamples the intervals come from. */
  readonly resamples: number;
  /** Decides resamples, permutations and hidden answers. */
  readonly seed: number;
}

export interface SplitParams {
  readonly seed: number;
  /** The share of all rows, stratified by class, that only the final metrics see. 0 leaves none. */
  readonly test: number;
  /** The share of all rows on which temperature and decision weights are chosen. */
  readonly validation: number;
}

export interface TrainParams {
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  /** The most rows of one step; a small data set has smaller batches. */
  readonly batch_size: number;
  /** The peak of the one-cycle schedule. */
  readonly learning_rate: number;
  /** Decoupled decay of the kernels (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101). */
  readonly weight_decay: number;
  /** The share of training rows shown with all their answers; of the others a random part is hidden. */
  readonly complete_share: number;
  /** `balanced` makes all classes count the same, which ruins the probabilities; the decision policy does better. */
  readonly class_weights: ClassWeights;
  /**
   * How much of what the network learns is a teacher's probabilities, the rest being the labels; 0 is no teacher. The
   * teacher is a network for complete rows, fitted first on the same rows (Hinton et al. 2015,
   * https://arxiv.org/abs/1503.02531).
   */
  readonly teacher_share: number;
  readonly teacher_hidden: readonly number[];
  readonly teacher_epochs: number;
  readonly teacher_learning_rate: number;
  readonly teacher_weight_decay: number;
}

/** What holds where neither a flag nor params.yaml says otherwise. The project's params.yaml spells out the same. */
export const DEFAULT_PARAMS: Params = {
  data: { path: 'data/raw/diabetes.csv', synthetic_rows: 200_000 },
  split: { seed: 42, test: 0.2, validation: 0.1 },
  features: { breakpoints: 8 },
  train: {
    seed: 42,
    backend: 'auto',
    hidden: [256],
    epochs: 8,
    batch_size: 1024,
    learning_rate: 0.01,
    weight_decay: 0.1,
    complete_share: 0.25,
    class_weights: 'none',
    teacher_share: 0.85,
    teacher_hidden: [256],
    teacher_epochs: 6,
    teacher_learning_rate: 0.012,
    teacher_weight_decay: 0.3,
  },
  decision: { objective: 'macro_f1', sensitivity: 0.8 },
  evaluate: { slices: ['sex', 'age', 'income'], gates: [], resamples: 1000, seed: 42 },
};
