/** What work is divided into: the stages of a model's life and of its data, and the checks of `doctor`. */
export type Stage =
  | 'download'
  | 'unpack'
  | 'read'
  | 'encode'
  | 'teach'
  | 'fit'
  | 'calibrate'
  | 'decide'
  | 'evaluate'
  | 'bundle'
  | 'predict'
  | 'sample'
  | 'version'
  | 'push'
  | 'deliver'
  | 'fetch'
  | 'export'
  | 'start'
  | 'check';

/**
 * What the pipeline tells while it works. Events are plain JSON values: the terminal draws them and the run journal
 * stores them as they are.
 */
export type PipelineEvent = EventBody & {
  /** The run that it belongs to, where one is recorded. */
  readonly runId?: string;
};

type EventBody =
  | { readonly type: 'stage-started'; readonly stage: Stage; readonly title: string }
  | { readonly type: 'stage-completed'; readonly stage: Stage; readonly durationMs: number; readonly summary: string }
  | {
      readonly type: 'progress';
      readonly stage: Stage;
      readonly done: number;
      /** 0 where it is not known. */
      readonly total: number;
      /** What is counted, where it is to be told beside the share. */
      readonly unit?: 'byte' | 'row';
    }
  | {
      readonly type: 'rows-read';
      /** What people call the rows: the name of their file or folder. */
      readonly name: string;
      readonly source: 'file' | 'synthetic';
      /** Null for rows that were made and not read. */
      readonly path: string | null;
      /** `sha256:` and 64 hex digits, of all rows that were read. */
      readonly fingerprint: string;
      /** How many were read; and how many of them serve what. */
      readonly rows: number;
      readonly parts: Readonly<Partial<Record<'train' | 'validation' | 'test', number>>>;
    }
  | {
      readonly type: 'epoch-completed';
      /** Whose epoch it is: the teacher's or the model's. */
      readonly stage: 'teach' | 'fit';
      readonly epoch: number;
      readonly epochs: number;
      readonly metrics: EpochMetrics;
      /** Set where it was done before the training was interrupted, and is told again. */
      readonly isEarlier?: true;
    }
  | { readonly type: 'notice'; readonly level: NoticeLevel; readonly code: string; readonly message: string };

/** Whether a notice is told even where progress is not. */
export type NoticeLevel = 'info' | 'warning';

/** The series that training records for each epoch. */
export interface EpochMetrics {
  readonly train_loss: number;
  readonly val_loss: number;
  readonly val_macro_f1: number;
  readonly learning_rate: number;
}

/** Receives events; must not throw. */
export type Reporter = (event: PipelineEvent) => void;
