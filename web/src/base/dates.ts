/** Days are `YYYY-MM-DD` strings; instants of a day are milliseconds of its UTC midnight. */
export type Grain = 'day' | 'week' | 'month' | 'quarter' | 'year';

const kDay = 86_400_000;
export const kMonths = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;
export const kWeekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** The UTC midnight of `day` in milliseconds; NaN if it is no day. */
export function instantOf(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
}

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

export function isDay(text: string): boolean {
  const instant = instantOf(text);
  return !Number.isNaN(instant) && dayOf(instant) === text;
}

export function addDays(day: string, count: number): string {
  return dayOf(instantOf(day) + count * kDay);
}

/** The same day `count` months on, or the last day of that month if it is shorter. */
export function addMonths(day: string, count: number): string {
  const date = new Date(instantOf(day));
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return dayOf(date.getTime());
}

/** Days from `from` to `to`, both counted. */
export function daysBetween(from: string, to: string): number {
  return Math.round((instantOf(to) - instantOf(from)) / kDay) + 1;
}

/** The first day of the period of `grain` that holds `day`; weeks begin on Monday. */
export function startOf(day: string, grain: Grain): string {
  const date = new Date(instantOf(day));
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -((date.getUTCDay() + 6) % 7));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${day.slice(0, 4)}-${String(Math.floor(date.getUTCMonth() / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'year':
      return `${day.slice(0, 4)}-01-01`;
  }
}

/** The first day of the period after the one that begins at `start`. */
export function nextPeriod(start: string, grain: Grain): string {
  switch (grain) {
    case 'day':
      return addDays(start, 1);
    case 'week':
      return addDays(start, 7);
    case 'month':
      return addMonths(start, 1);
    case 'quarter':
      return addMonths(start, 3);
    case 'year':
      return addMonths(start, 12);
  }
}

/** The first days of all periods that touch `from` … `to`. */
export function periods(from: string, to: string, grain: Grain): readonly string[] {
  const out: string[] = [];
  for (let at = startOf(from, grain); at <= to; at = nextPeriod(at, grain)) out.push(at);
  return out;
}

/** The grain that suits a range: day up to 92 days, week up to 400, else month (docs/API.md). */
export function grainFor(from: string, to: string): Grain {
  const days = daysBetween(from, to);
  if (days <= 92) return 'day';
  return days <= 400 ? 'week' : 'month';
}

export function isGrain(name: string): name is Grain {
  return ['day', 'week', 'month', 'quarter', 'year'].includes(name);
}

function parts(day: string): { readonly year: string; readonly month: string; readonly date: string } {
  return {
    year: day.slice(0, 4),
    month: kMonths[Number(day.slice(5, 7)) - 1] ?? '',
    date: String(Number(day.slice(8, 10))),
  };
}

/** `31 Oct 2026`. */
export function showDay(day: string): string {
  const { year, month, date } = parts(day);
  return `${date} ${month} ${year}`;
}

/** `31 Oct`, for axes whose year is clear. */
export function showShortDay(day: string): string {
  const { month, date } = parts(day);
  return `${date} ${month}`;
}

/** `1 Nov 2025 – 31 Oct 2026`, without what both ends share. */
export function showRange(from: string, to: string): string {
  if (from === to) return showDay(from);
  const a = parts(from);
  const b = parts(to);
  if (a.year !== b.year) return `${showDay(from)} – ${showDay(to)}`;
  return a.month === b.month ? `${a.date} – ${showDay(to)}` : `${a.date} ${a.month} – ${showDay(to)}`;
}

/** A period by its first day: `3 Nov 2025`, `Week of 3 Nov 2025`, `Nov 2025`, `Q4 2025`, `2025`. */
export function showPeriod(start: string, grain: Grain): string {
  const { year, month } = parts(start);
  switch (grain) {
    case 'day':
      return `${weekdayOf(start)} ${showDay(start)}`;
    case 'week':
      return `Week of ${showDay(start)}`;
    case 'month':
      return `${month} ${year}`;
    case 'quarter':
      return `Q${Math.ceil(Number(start.slice(5, 7)) / 3)} ${year}`;
    case 'year':
      return year;
  }
}

export function weekdayOf(day: string): string {
  return kWeekdays[(new Date(instantOf(day)).getUTCDay() + 6) % 7] ?? '';
}

/** How long ago an instant was, in one unit: `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function showAge(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 1440)} days ago`;
}
