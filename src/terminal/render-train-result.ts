import type { Manifest, Metrics } from '../pipeline/bundle/manifest.ts';
import { metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { quantity } from '../foundation/quantity.ts';
import { formatBytes, formatDuration } from './format.ts';
import type { Style } from './style.ts';
import { alignColumns, renderTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** What `train --json` prints. */
export interface TrainDocument {
  readonly schemaVersion: 1;
  readonly command: 'train';
  readonly bundle: string;
  readonly bundleDigest: string;
  readonly version: string;
  readonly backend: Manifest['backend'];
  readonly durationMs: number;
  readonly peakMemoryBytes: number;
  readonly data: { readonly source: 'file' | 'synthetic'; readonly rows: number; readonly fingerprint: string };
  readonly metrics: { readonly validation: Metrics; readonly test: Metrics | null };
  readonly baselines: { readonly prior: Metrics; readonly logistic: Metrics };
  readonly weightsSha256: string;
  readonly runId: string | null;
}

const SHOWN = ['roc_auc_any', 'roc_auc_macro_ovr', 'log_loss', 'macro_f1', 'ece_any'];

/** How good the model is beside its baselines, and where it is. */
export function renderTrainResult(document: TrainDocument, { disclaimer, target }: SurveySchema, style: Style): string {
  const { metrics, baselines, data, backend, runId } = document;
  const judged = metrics.test ?? metrics.validation;
  const columns = [
    { title: metrics.test === null ? 'validation rows' : 'test rows' },
    ...['network', 'logistic', 'prior'].map((title) => ({ title, align: 'right' as const })),
  ];
  const score = (from: Metrics, key: string) => from[key]?.toFixed(4) ?? '-';
  const rows = SHOWN.map((key) => [
    metricTitle(key, target.classes),
    style.strong(score(judged, key)),
    score(baselines.logistic, key),
    score(baselines.prior, key),
  ]);
  const facts = [
    ['model', `${document.bundle}  ${style.muted(`version ${document.version}`)}`],
    ['trained on', quantity(data.rows, data.source === 'synthetic' ? 'synthetic row' : 'row')],
    ['backend', `${backend.name}  ${style.muted(backend.library)}`],
    ['took', `${formatDuration(document.durationMs)}, ${formatBytes(document.peakMemoryBytes)} of memory at most`],
    ...(runId === null ? [] : [['run', runId]]),
  ];
  return [
    '',
    renderTable(columns, rows, style),
    '',
    ...alignColumns(facts),
    '',
    style.muted(wrapText(disclaimer)),
    '',
  ].join('\n');
}
