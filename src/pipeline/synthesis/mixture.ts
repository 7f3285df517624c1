/** One variable's distribution in each component; level l is the code `minimum + l`. */
export interface MixtureColumn {
  readonly minimum: number;
  readonly levels: number;
  /** [component][level], flat. */
  readonly probabilities: Float64Array;
}

/** A mixture of products of categorical distributions: inside a component the variables are independent. */
export interface Mixture {
  readonly components: number;
  /** The number of rows it was fitted on. */
  readonly rows: number;
  readonly weights: Float64Array;
  /** The indicators in the schema's order. */
  readonly columns: readonly MixtureColumn[];
  /** The class, which the components are fitted to together with the indicators. */
  readonly label: MixtureColumn;
}
