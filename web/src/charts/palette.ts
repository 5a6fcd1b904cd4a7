/** The colours a canvas needs, read from the tokens of the current theme. */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  readonly line: string;
  readonly surface: string;
  readonly raised: string;
  readonly sunken: string;
  readonly compare: string;
  readonly other: string;
  readonly series: readonly string[];
  readonly ramp: readonly string[];
}

const kSeries = 8;

export function readPalette(root: Element = document.documentElement): Palette {
  const styles = getComputedStyle(root);
  const token = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    muted: token('muted'),
    axis: token('axis'),
    grid: token('grid'),
    line: token('line-strong'),
    surface: token('surface'),
    raised: token('raised'),
    sunken: token('sunken'),
    compare: token('compare'),
    other: token('series-other'),
    series: Array.from({ length: kSeries }, (_, index) => token(`series-${index + 1}`)),
    ramp: [token('ramp-low'), token('ramp-mid'), token('ramp-high')],
  };
}

/** The colour of the nth series; after the last named colour all are "other". */
export function seriesColour(palette: Palette, place: number): string {
  return palette.series[place] ?? palette.other;
}

/** `#rrggbb` with an opacity, as canvas gradients want it. */
export function faded(colour: string, opacity: number): string {
  const alpha = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}${alpha}` : colour;
}
