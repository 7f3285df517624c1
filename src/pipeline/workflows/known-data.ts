/** A data set that this program knows by its bytes. */
export interface KnownData {
  readonly name: string;
  readonly rows: number;
}

/** The survey that the shipped schema describes, and where a person gets it. */
export const BRFSS_2015 = {
  name: "the CDC's BRFSS 2015 survey, Diabetes Health Indicators",
  rows: 253_680,
  fileName: 'diabetes_012_health_indicators_BRFSS2015.csv',
  page: 'kaggle.com/datasets/alexteboul/diabetes-health-indicators-dataset',
  sha256: 'a971809d0786d2d7d7f6070f83dfe8af9d860ea33a79e0e2701c8a49f78f9861',
} as const;

/** The data set with this SHA-256 of its CSV, or undefined for an unknown one. */
export function knownDataOf(sha256: string): KnownData | undefined {
  const { name, rows } = BRFSS_2015;
  return sha256 === BRFSS_2015.sha256 ? { name, rows } : undefined;
}
