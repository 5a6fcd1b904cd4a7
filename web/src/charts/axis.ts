import { addDays, addMonths, daysBetween, instantOf, kMonths, showShortDay, startOf } from '../base/dates';
import type { Unit } from '../base/format';
import type { Scene } from './drawing';
import type { Option } from './engine';

/** Evenly spaced first days to label between two days: whole days or weeks in short ranges, else whole months. */
export function evenDays(first: string, last: string, most: number): readonly string[] {
  const days = daysBetween(first, last);
  const room = Math.max(2, most);
  const out: string[] = [];
  if (days <= 100) {
    const step = [1, 2, 3, 5, 7, 14, 28].find((size) => days / size <= room) ?? 28;
    for (let at = first; at <= last; at = addDays(at, step)) out.push(at);
    return out;
  }
  const months = days / 30.4;
  const step = [1, 2, 3, 6, 12].find((size) => months / size <= room) ?? 12 * Math.ceil(months / 12 / room);
  let at = startOf(first, 'month');
  while (at < first || (Number(at.slice(5, 7)) - 1) % Math.min(step, 12) !== 0) at = addMonths(at, 1);
  for (; at <= last; at = addMonths(at, step)) out.push(at);
  return out;
}

/** A label of the time axis: `3 Nov` in short ranges; `Mar` and, where a year begins, `2026` in long ones. */
export function dayLabel(day: string, long: boolean): string {
  if (!long) return showShortDay(day);
  const month = Number(day.slice(5, 7)) - 1;
  return month === 0 ? day.slice(0, 4) : (kMonths[month] ?? '');
}

export function timeAxis(scene: Scene, first: string, last: string): NonNullable<Option['xAxis']> {
  const long = daysBetween(first, last) > 100;
  const ticks = evenDays(first, last, Math.floor(scene.width / (long ? 62 : 74)));
  return {
    type: 'time',
    min: instantOf(first),
    max: instantOf(last),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      customValues: ticks.map(instantOf),
      color: scene.palette.axis,
      fontSize: 11,
      margin: 12,
      hideOverlap: true,
      formatter: (instant: number) => dayLabel(new Date(instant).toISOString().slice(0, 10), long),
    },
  };
}

/** Labels in whole words, broken where room is short; where even that is too wide, every second, third … of them. */
export function categoryAxis(scene: Scene, labels: readonly string[]): NonNullable<Option['xAxis']> {
  const room = (scene.width - 56) / Math.max(1, labels.length);
  const lines = labels.map((label) => (widthOf(label) > room ? label.replaceAll(' ', '\n') : label));
  const longest = Math.max(0, ...lines.flatMap((label) => label.split('\n').map(widthOf)));
  const every = Math.max(1, Math.ceil((longest + 5) / room));
  return {
    type: 'category',
    data: lines,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: scene.palette.axis,
      fontSize: 11,
      margin: 12,
      lineHeight: 14,
      hideOverlap: false,
      showMinLabel: null,
      showMaxLabel: null,
      interval: (index: number) => index % every === 0,
    },
  } as NonNullable<Option['xAxis']>;
}

/** About as wide as a text of 11 px is. */
function widthOf(text: string): number {
  return text.length * 6.2;
}

/** The axis of values; `highest` is the greatest of them where the caller knows it. */
export function valueAxis(scene: Scene, unit: Unit, highest = 0): NonNullable<Option['yAxis']> {
  const whole = unit === 'count' ? { minInterval: 1 } : {};
  // Shares of a whole never need an axis beyond it.
  const most = unit === 'ratio' && highest > 0.8 && highest <= 1 ? { max: 1, interval: 0.25 } : {};
  return {
    type: 'value',
    splitNumber: scene.width < 380 ? 3 : 4,
    ...whole,
    ...most,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: scene.palette.grid, width: 1 } },
    axisLabel: {
      color: scene.palette.axis,
      fontSize: 11,
      margin: 10,
      formatter: (value: number) => scene.format.axis(value, unit),
    },
  };
}

/** Room for labels on all sides; the axis labels are measured by the engine. */
export const kGrid = {
  left: 2,
  right: 10,
  top: 12,
  bottom: 2,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
} as const;
