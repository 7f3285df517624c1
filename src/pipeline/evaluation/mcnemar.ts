/**
 * How likely it is that two models which err equally often differ at least as much: McNemar's test in its exact form
 * (https://doi.org/10.1007/BF02295996), a two-sided sign test on the rows that one of them alone gets right. 1 where there
 * is no such row.
 */
export function mcnemarPValue(onlyThis: number, onlyOther: number): number {
  const rows = onlyThis + onlyOther;
  const fewer = Math.min(onlyThis, onlyOther);
  // The binomial probability of `fewer` of the rows, and those below it as shares of it: none of them can overflow.
  let logProbability = -rows * Math.LN2;
  for (let i = 1; i <= fewer; i++) logProbability += Math.log((rows - fewer + i) / i);
  let shares = 1;
  let share = 1;
  for (let i = fewer; i > 0; i--) {
    share *= i / (rows - i + 1);
    shares += share;
  }
  return Math.min(1, 2 * Math.exp(logProbability) * shares);
}
