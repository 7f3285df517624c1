/** `--where`, as `command.option` takes it. */
export const WHERE = [
  '--where <filter>',
  `only runs of which it holds, such as "metrics.roc_auc_any > 0.8 and params.train.seed = '1'"`,
] as const;
