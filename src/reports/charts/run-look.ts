/** How a run is drawn in every picture of a page, so that one legend does for all. */
export interface RunLook {
  readonly color: string;
  readonly dash: readonly [number, number];
}

/** More lines than this in one picture are not told apart. */
export const MOST_DRAWN = 10;

const SOLID = [1, 0] as const;
const DASHED = [6, 3] as const;

/** The look of the run at a place: colours differ, and so do the dashes of those that are near to each other. */
export function runLook(place: number): RunLook {
  return { color: `var(--run-${(place % MOST_DRAWN) + 1})`, dash: place % 2 === 0 ? SOLID : DASHED };
}

/** The colours by their names, light and dark: each stands out from the ground by 3 to 1 or more. */
export const RUN_COLORS: readonly (readonly [light: string, dark: string])[] = [
  ['#2563a8', '#7ab0ec'],
  ['#b4530a', '#f0a35e'],
  ['#19713f', '#6cc492'],
  ['#8e3aa5', '#d59ae6'],
  ['#b3261e', '#f2897f'],
  ['#0b7285', '#63c7d6'],
  ['#7a5c00', '#d9bf5b'],
  ['#c2255c', '#f58fb5'],
  ['#495057', '#b8c0ca'],
  ['#5f3dc4', '#b2a1f5'],
];
