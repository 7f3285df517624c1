import { formatPercent } from '../../foundation/quantity.ts';
import type { EvaluationResult } from '../../pipeline/workflows/evaluation-result.ts';
import { formatCount } from '../format-figures.ts';
import { CHART_WIDTH, FONT_SIZE, INK, tidy, type Chart, type ChartLayer } from './chart.ts';
import { fitText } from './text-width.ts';

/** Room for the names of the true classes, and the height of a cell. */
const NAMES_WIDTH = 90;
const CELL_HEIGHT = 84;

/** Rows by true and predicted class, each cell coloured by its share of the true class. */
export function confusionChart({ confusion, classes }: EvaluationResult): Chart {
  const cellWidth = (CHART_WIDTH - NAMES_WIDTH) / classes.length;
  const cells = confusion.flatMap((row, actual) => {
    const total = row.reduce((sum, rows) => sum + rows, 0);
    return row.map((rows, predicted) => {
      const share = total === 0 ? 0 : rows / total;
      const words = total === 0 ? '' : formatPercent(share);
      return { actual, predicted, rows: formatCount(rows), share: tidy(share), words };
    });
  });
  const told = cells.map(
    ({ actual, predicted, rows }) => `${rows} of ${classes[actual]!.title} predicted as ${classes[predicted]!.title}`,
  );
  return {
    title: 'Confusion',
    caption:
      'Each row is a true class and sums to 100 %; the stronger the colour of a cell, the larger its share, and the diagonal is right.',
    label: `Confusion matrix: ${told.join(', ')}.`,
    specification: {
      height: CELL_HEIGHT * classes.length + 40,
      data: { values: cells },
      encoding: {
        x: { field: 'predicted', type: 'ordinal', axis: classAxis(classes, 'Predicted class', cellWidth) },
        y: { field: 'actual', type: 'ordinal', axis: classAxis(classes, 'True class', NAMES_WIDTH) },
      },
      layer: [
        {
          mark: { type: 'rect', stroke: INK.ground, strokeWidth: 3 },
          // Not quite to the full colour, so that the page's text can be read on it.
          encoding: {
            fillOpacity: {
              field: 'share',
              type: 'quantitative',
              scale: { domain: [0, 1], range: [0.07, 0.5] },
              legend: null,
            },
          },
        },
        cellWords('rows', -7, { fontSize: FONT_SIZE + 2, fontWeight: 'bold' }),
        cellWords('words', 9, {}),
      ],
    },
  };
}

function classAxis(classes: EvaluationResult['classes'], title: string, width: number) {
  const names = classes.map((each) => fitText(each.title, width - 8, FONT_SIZE));
  return { title, labelExpr: `${JSON.stringify(names)}[datum.value]`, labelAngle: 0, grid: false };
}

function cellWords(field: string, dy: number, look: { fontSize?: number; fontWeight?: 'bold' }): ChartLayer {
  return { mark: { type: 'text', dy, ...look }, encoding: { text: { field } } };
}
