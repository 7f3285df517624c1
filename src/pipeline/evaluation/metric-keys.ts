/** Metrics of which less is better; of all others more is. */
const LOWER_IS_BETTER = new Set(['log_loss', 'brier', 'ece_any', 'ece_any_uncalibrated']);

const WHOLE_KEYS = [
  'accuracy',
  'balanced_accuracy',
  'macro_f1',
  'weighted_f1',
  'macro_precision',
  'macro_recall',
  'log_loss',
  'brier',
  'roc_auc_any',
  'roc_auc_macro_ovr',
  'pr_auc_any',
  'quadratic_kappa',
  'ece_any',
  'ece_any_uncalibrated',
] as const;

/** What is measured of each class; its key is `<this>_<class id>`. */
export const CLASS_KEYS = ['precision', 'recall', 'f1', 'specificity', 'roc_auc', 'pr_auc'] as const;

/** Every metric's public key, for classes with these ids: the whole ones first, then those of each class. */
export function metricKeys(classIds: readonly string[]): readonly string[] {
  return [...WHOLE_KEYS, ...classIds.flatMap((id) => CLASS_KEYS.map((key) => `${key}_${id}`))];
}

/** Whether less of a metric is better. */
export function isLowerBetter(key: string): boolean {
  return LOWER_IS_BETTER.has(key);
}

/** What is better of a public metric, also of validation rows (`val_<key>`); undefined for a key that is none. */
export function metricDirection(key: string): 'maximize' | 'minimize' | undefined {
  const bare = key.replace(/^val_/, '');
  const isKnown = metricKeys([]).includes(bare) || CLASS_KEYS.some((kind) => bare.startsWith(`${kind}_`));
  if (!isKnown) return undefined;
  return isLowerBetter(bare) ? 'minimize' : 'maximize';
}

/**
 * The metrics that a class without rows decides: its own, and the means over all classes, of which its 0 is a part.
 * scikit-learn gives them; who looks for the worst part of some rows must not take what is not there for not found.
 */
export function metricKeysOfClass(id: string): readonly string[] {
  return [...CLASS_KEYS.map((key) => `${key}_${id}`), 'macro_f1', 'macro_precision', 'macro_recall'];
}
