/** A metric in a few plain words. */
type Meanings = Readonly<Record<string, string>>;

/** The metrics of all rows by what they judge. */
export const METRIC_GROUPS: readonly { readonly title: string; readonly meanings: Meanings }[] = [
  {
    title: 'Ranking people by risk',
    meanings: {
      roc_auc_any: 'how often a positive is ranked above one who is not',
      roc_auc_macro_ovr: 'the mean of this for each class against the others',
      pr_auc_any: 'the mean precision over all recalls; guessing has the share of positives',
    },
  },
  {
    title: 'Predicting a class',
    meanings: {
      accuracy: 'the share of people given their true class',
      balanced_accuracy: 'the mean recall of the classes that occur',
      macro_f1: 'the mean F1 of the classes, rare ones counting as much as others',
      weighted_f1: 'the mean F1, each class weighed by its people',
      macro_precision: 'the mean precision of the classes',
      macro_recall: 'the mean recall of the classes',
      quadratic_kappa: 'agreement beyond chance, where far misses count more than near ones',
    },
  },
  {
    title: 'Saying how probable it is',
    meanings: {
      log_loss: 'how little probability the truth was given; less is better',
      brier: 'the squared distance of the probabilities from the truth; less is better',
      ece_any: 'the mean gap between predicted and observed shares; less is better',
      ece_any_uncalibrated: 'the same gap before calibration',
    },
  },
];

/** The metrics of one class, by the first part of their keys. */
export const CLASS_METRICS: readonly { readonly key: string; readonly title: string; readonly meaning: string }[] = [
  { key: 'precision', title: 'Precision', meaning: 'of those predicted to be of the class, the share that is' },
  { key: 'recall', title: 'Recall', meaning: 'of those of the class, the share that is found' },
  { key: 'f1', title: 'F1', meaning: 'the harmonic mean of both' },
  { key: 'specificity', title: 'Specificity', meaning: 'of those of other classes, the share that is left out' },
  { key: 'roc_auc', title: 'ROC AUC', meaning: 'how often one of the class is ranked above one of another' },
  { key: 'pr_auc', title: 'PR AUC', meaning: 'the mean precision over all recalls' },
];
