export type Unit = 'money' | 'count' | 'number' | 'ratio' | 'days';
export type Sense = 'up' | 'down' | 'none';
export type Cell = string | number | null;

/** How a value moved against another, as shown: its text and whether that is good. */
export interface Change {
  readonly text: string;
  readonly direction: 'up' | 'down' | 'flat';
  readonly tone: 'good' | 'bad' | 'neutral';
}

const kLocale = 'en-US';
const kTimes = new Intl.NumberFormat(kLocale, { maximumSignificantDigits: 3 });

/** The number in a cell; null for what is no number. Decimals come as strings so that none is lost on the way. */
export function numberOf(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') return null;
  const value = typeof cell === 'number' ? cell : Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** With the minus sign that is as wide as a plus. */
function signed(text: string): string {
  return text.replace('-', '−');
}

/** Formats values in a project's currency. Immutable. */
export class Formatter {
  readonly #money: Intl.NumberFormat;
  readonly #moneyShort: Intl.NumberFormat;
  readonly #moneyRound: Intl.NumberFormat;
  readonly #count = new Intl.NumberFormat(kLocale, { maximumFractionDigits: 0 });
  readonly #number = new Intl.NumberFormat(kLocale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  readonly #span = new Intl.NumberFormat(kLocale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  readonly #short = new Intl.NumberFormat(kLocale, { notation: 'compact', maximumSignificantDigits: 3 });
  readonly #ratio = new Intl.NumberFormat(kLocale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  readonly #ratioAxis = new Intl.NumberFormat(kLocale, { style: 'percent', maximumFractionDigits: 1 });

  constructor(currency: string) {
    const money = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
    this.#money = new Intl.NumberFormat(kLocale, money);
    this.#moneyRound = new Intl.NumberFormat(kLocale, { ...money, maximumFractionDigits: 0 });
    this.#moneyShort = new Intl.NumberFormat(kLocale, {
      ...money,
      notation: 'compact',
      maximumSignificantDigits: 3,
    });
  }

  /** Every digit that matters: tooltips and tables. `whole`: without decimals, for all values of a column alike. */
  exact(value: number | null, unit: Unit, whole = Number.isInteger(value)): string {
    if (value === null) return '–';
    switch (unit) {
      case 'money':
        return signed(this.#money.format(value));
      case 'count':
        return signed(this.#count.format(value));
      case 'number':
        return signed((whole ? this.#count : this.#number).format(value));
      case 'ratio':
        return signed(this.#ratio.format(value));
      case 'days': {
        const size = (whole ? this.#count : this.#span).format(value);
        return signed(`${size} ${Math.abs(value) === 1 ? 'day' : 'days'}`);
      }
    }
  }

  /** Short enough for a tile: large amounts are compact, small ones exact. */
  compact(value: number | null, unit: Unit): string {
    if (value === null) return '–';
    const large = Math.abs(value) >= (unit === 'money' ? 100_000 : 1_000_000);
    if (unit === 'money') {
      if (large) return signed(this.#moneyShort.format(value));
      return signed((Math.abs(value) >= 10_000 ? this.#moneyRound : this.#money).format(value));
    }
    return large && (unit === 'count' || unit === 'number')
      ? signed(this.#short.format(value))
      : this.exact(value, unit);
  }

  /** Without cents where they say nothing: ranked bars. */
  round(value: number | null, unit: Unit): string {
    if (value === null) return '–';
    return unit === 'money' && Math.abs(value) >= 1000
      ? signed(this.#moneyRound.format(value))
      : this.exact(value, unit);
  }

  /** Three digits: labels of an axis and of what stands in a chart. */
  axis(value: number, unit: Unit): string {
    if (unit === 'money') return signed(this.#moneyShort.format(value));
    return signed((unit === 'ratio' ? this.#ratioAxis : this.#short).format(value));
  }
}

/**
 * The change from `before` to `now`: in per cent, or in percentage points for ratios. Null if there is nothing to
 * compare with. What rounds to 0.0 is neutral, whatever its sign; from ten times on it is told as a multiple.
 */
export function changeOf(now: number | null, before: number | null, unit: Unit, sense: Sense): Change | null {
  if (now === null || before === null || (before === 0 && unit !== 'ratio')) return null;
  const percent = unit === 'ratio' ? (now - before) * 100 : ((now - before) / Math.abs(before)) * 100;
  const size = Math.abs(percent);
  const suffix = unit === 'ratio' ? ' pp' : '%';
  if (size < 0.05) return { text: `0.0${suffix}`, direction: 'flat', tone: 'neutral' };
  const direction = percent > 0 ? 'up' : 'down';
  const tone = sense === 'none' ? 'neutral' : sense === direction ? 'good' : 'bad';
  const times = now / before;
  if (unit !== 'ratio' && times >= 10) return { text: `×${kTimes.format(times)}`, direction, tone };
  const digits = size >= 1000 ? kTimes.format(Math.round(size)) : size.toFixed(1);
  return { text: `${percent > 0 ? '+' : '−'}${digits}${suffix}`, direction, tone };
}

/** `sub_category` as `Sub category`. */
export function humanise(name: string): string {
  const words = name.replaceAll('_', ' ').replace(/ [a-z]$/, (letter) => letter.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 h 4 min`, `3 min 20 s`, `4.2 s`, `320 ms`. */
export function showSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
