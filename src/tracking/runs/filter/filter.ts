import type { RunField } from '../run-field.ts';

/** How a value is compared. */
export type Comparator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'LIKE' | 'ILIKE';

/** What must hold of a run. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | {
      readonly kind: 'compare';
      readonly field: RunField;
      readonly comparator: Comparator;
      readonly value: string | number;
    }
  | { readonly kind: 'in'; readonly field: RunField; readonly values: readonly string[]; readonly isIn: boolean }
  | { readonly kind: 'null'; readonly field: RunField; readonly isNull: boolean };
