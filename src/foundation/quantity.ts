/** A count of things in words: `1 row`, `253,680 rows`. */
export function quantity(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share of 0 to 1 in percent with one decimal: `14.2 %`. What is not quite none or all never looks like it. */
export function formatPercent(share: number): string {
  if (Number.isNaN(share)) return '-';
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return share === 0 || share === 1 ? `${share * 100} %` : `${(share * 100).toFixed(1)} %`;
}
