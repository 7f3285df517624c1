/** An axis of shares from 0 to 1, told in percent. */
export function shareAxis(title: string) {
  return { title, labelExpr: "round(datum.value * 100) + ' %'" };
}
