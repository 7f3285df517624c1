import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import { fitMixture } from '../../../src/pipeline/synthesis/fit-mixture.ts';
import type { Mixture } from '../../../src/pipeline/synthesis/mixture.ts';
import { twoKinds } from './small-survey.ts';

const fit = (dataset: Dataset, components: number, iterations: number): Promise<Mixture> =>
  fitMixture({ dataset, classes: 2, components, iterations, seed: 1 });

const likelihoodsOf = async (dataset: Dataset, components: number, iterations: number): Promise<number[]> => {
  const series: number[] = [];
  const onIteration = (done: number, mean: number): Promise<void> => {
    expect(done).toBe(series.push(mean));
    return Promise.resolve();
  };
  await fitMixture({ dataset, classes: 2, components, iterations, seed: 1, onIteration });
  return series;
};

/** The definition, without logarithms or tables. */
const meanLogLikelihood = ({ components, weights, columns, label }: Mixture, dataset: Dataset): number => {
  let sum = 0;
  for (let row = 0; row < dataset.rows; row++) {
    let likelihood = 0;
    for (let k = 0; k < components; k++) {
      let product = weights[k]!;
      [...columns, label].forEach(({ minimum, levels, probabilities }, index) => {
        const code = [...dataset.columns, dataset.labels][index]![row]!;
        if (code !== 255) product *= probabilities[k * levels + code - minimum]!;
      });
      likelihood += product;
    }
    sum += Math.log(likelihood);
  }
  return sum / dataset.rows;
};

const withUnknown = (dataset: Dataset): Dataset => ({
  ...dataset,
  columns: dataset.columns.map((column, index) =>
    Uint8Array.from(column, (code, row) => ((row + index) % 5 === 0 ? 255 : code)),
  ),
});

describe('fitMixture', () => {
  it('finds the two kinds that the rows were made of', async () => {
    const { weights, columns, label } = await fit(twoKinds(4000, 7), 2, 20);
    const rare = weights[0]! < weights[1]! ? 0 : 1;
    expect(weights[rare]).toBeCloseTo(0.3, 1);
    expect(columns[0]!.probabilities[rare * 2 + 1]).toBeCloseTo(0.95, 1);
    expect(columns[1]!.probabilities[rare * 2 + 1]).toBeCloseTo(0.9, 1);
    expect(columns[2]).toMatchObject({ minimum: 10, levels: 5 });
    expect(columns[2]!.probabilities[rare * 5 + 4]).toBeCloseTo(0.5, 1);
    expect(label.probabilities[rare * 2 + 1]).toBeCloseTo(0.8, 1);
  });

  it('never lowers the likelihood from one pass to the next', async () => {
    const series = await likelihoodsOf(withUnknown(twoKinds(3000, 7)), 3, 12);
    expect(series).toHaveLength(12);
    for (let i = 1; i < series.length; i++) expect(series[i]).toBeGreaterThanOrEqual(series[i - 1]! - 1e-6);
  });

  it('tells the mean log-likelihood as its definition has it, unknown answers left out', async () => {
    const dataset = withUnknown(twoKinds(500, 7));
    // Two iterations begin with two passes over the sample, which here is all rows; one iteration makes two in all.
    const [told] = await likelihoodsOf(dataset, 3, 2);
    expect(told).toBeCloseTo(meanLogLikelihood(await fit(dataset, 3, 1), dataset), 6);
  });

  it('with one component gives the smoothed shares of the known answers', async () => {
    const dataset = {
      rows: 4,
      columns: [Uint8Array.of(3, 4, 3, 255), Uint8Array.of(0, 1, 1, 1)],
      labels: Uint8Array.of(0, 0, 0, 0),
    };
    const { columns, label, weights, rows } = await fit(dataset, 1, 2);
    expect(rows).toBe(4);
    expect([...weights]).toEqual([1]);
    expect(columns[0]!.minimum).toBe(3);
    expect(columns[0]!.probabilities[0]).toBeCloseTo(2.05 / 3.1, 12);
    expect(columns[1]!.probabilities[1]).toBeCloseTo(3.05 / 4.1, 12);
    expect(label.probabilities[0]).toBeCloseTo(4.05 / 4.1, 12);
  });

  it('keeps the shares of single answers', async () => {
    const dataset = twoKinds(3000, 7);
    const { weights, columns, components } = await fit(dataset, 5, 15);
    const { levels, probabilities } = columns[2]!;
    for (let level = 0; level < levels; level++) {
      let share = 0;
      for (let k = 0; k < components; k++) share += weights[k]! * probabilities[k * levels + level]!;
      const real = dataset.columns[2]!.filter((code) => code === 10 + level).length / dataset.rows;
      expect(share).toBeCloseTo(real, 2);
    }
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const dataset = twoKinds(1000, 7);
    const one = await fit(dataset, 4, 3);
    expect(await fit(dataset, 4, 3)).toEqual(one);
    expect(await fitMixture({ dataset, classes: 2, components: 4, iterations: 3, seed: 2 })).not.toEqual(one);
  });

  it('refuses a continuous column', async () => {
    const dataset = { rows: 1, columns: [Uint8Array.of(1), Float32Array.of(0.5)], labels: Uint8Array.of(0) };
    await expect(fit(dataset, 2, 1)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'indicator 2 has values other than whole numbers of 0 to 254',
    });
  });
});
