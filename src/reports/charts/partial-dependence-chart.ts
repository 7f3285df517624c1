import { formatPercent } from '../../foundation/quantity.ts';
import type { PartialDependence } from '../../pipeline/evaluation/result.ts';
import type { Indicator } from '../../pipeline/schema/survey-schema.ts';
import { INK, tidy, type Chart } from './chart.ts';
import { shareAxis } from './share-axis.ts';

const WIDTH = 170;
const HEIGHT = 110;

/**
 * The mean prediction by the answer to one question, as a small picture among many.
 *
 * @param top the greatest probability that all of them show
 */
export function partialDependenceChart(
  { points }: PartialDependence,
  { label: title, type }: Pick<Indicator, 'label' | 'type'>,
  top: number,
): Chart {
  const values = points.map(({ value, share, anyProbability }) => ({
    value,
    share: tidy(share),
    any: tidy(anyProbability),
  }));
  const isNumber = type === 'count' || type === 'continuous';
  const x = isNumber
    ? ({ field: 'value', type: 'quantitative', axis: null, scale: { zero: false, nice: false } } as const)
    : ({ field: 'value', type: 'ordinal', axis: null, scale: { type: 'point', padding: 0.2 } } as const);
  const y = {
    field: 'any',
    type: 'quantitative',
    scale: { domainMin: 0, domainMax: top, nice: true },
    axis: { ...shareAxis(''), title: null, tickCount: 3 },
  } as const;
  return {
    title,
    caption: 'From the first answer to the last; the dots grow with the people who gave it.',
    label: toldOf(title, points),
    specification: {
      width: WIDTH,
      height: HEIGHT,
      data: { values },
      layer: [
        // Between names without an order there is nothing.
        ...(type === 'nominal'
          ? []
          : [{ mark: { type: 'line', strokeWidth: 1.5, opacity: 0.5 }, encoding: { x, y } } as const]),
        {
          mark: { type: 'point', stroke: INK.ground, strokeWidth: 0.5 },
          encoding: {
            x,
            y,
            size: {
              field: 'share',
              type: 'quantitative',
              scale: { domainMin: 0, domainMax: 1, range: [8, 120] },
              legend: null,
            },
          },
        },
      ],
    },
  };
}

function toldOf(title: string, points: PartialDependence['points']): string {
  const ends = [points[0]!, points.at(-1)!];
  const most = points.reduce((one, other) => (other.anyProbability > one.anyProbability ? other : one));
  const chosen = [...new Set([...ends, most])];
  const words = chosen.map((point) => `${formatPercent(point.anyProbability)} at ${point.words}`);
  return `${title}, mean predicted probability: ${words.join(', ')}.`;
}
