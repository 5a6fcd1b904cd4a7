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

type Rgb = readonly [number, number, number];

/** `#rrggbb`, or `#rgb` as style sheets are shortened to. */
function rgbOf(short: string): Rgb {
  const colour = short.length === 4 ? short.replace(/[0-9a-f]/gi, '$&$&') : short;
  const part = (from: number): number => Number.parseInt(colour.slice(from, from + 2), 16) || 0;
  return [part(1), part(3), part(5)];
}

/** The shade at `share` (0 … 1) of a ramp of `#rrggbb` colours. */
export function shadeOf(ramp: readonly string[], share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const low = rgbOf(ramp[Math.floor(at)] ?? '');
  const high = rgbOf(ramp[Math.ceil(at)] ?? '');
  const mixed = (index: 0 | 1 | 2): number => low[index] + (high[index] - low[index]) * (at % 1);
  return [mixed(0), mixed(1), mixed(2)];
}

/** Relative luminance, https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
function luminanceOf(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Which of the text's and the surface's colour is read better on `shade`. */
export function inkOn(shade: Rgb, palette: Palette): string {
  const ground = luminanceOf(shade);
  const contrast = (ink: string): number => {
    const other = luminanceOf(rgbOf(ink));
    return (Math.max(ground, other) + 0.05) / (Math.min(ground, other) + 0.05);
  };
  return contrast(palette.surface) > contrast(palette.text) ? palette.surface : palette.text;
}
