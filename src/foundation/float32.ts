/** As many digits tell any two float32 values apart. */
const FLOAT32_DIGITS = 9;

/** The shortest decimal that reads back as the same float32: 27.3 rather than 27.299999237060547. */
export function shortestDecimal(value: number): number {
  for (let digits = 1; digits < FLOAT32_DIGITS; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(FLOAT32_DIGITS));
}
