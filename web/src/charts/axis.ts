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

export function categoryAxis(scene: Scene, labels: readonly string[]): NonNullable<Option['xAxis']> {
  const room = scene.width / Math.max(1, labels.length);
  const longest = Math.max(0, ...labels.map((label) => label.length)) * 6.2;
  const every = Math.max(1, Math.ceil((Math.min(longest, 76) + 6) / room));
  return {
    type: 'category',
    data: [...labels],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: scene.palette.axis,
      fontSize: 11,
      margin: 12,
      interval: (index: number) => index % every === 0,
      width: Math.max(40, room * every - 6),
      overflow: 'break',
      lineHeight: 14,
    },
  };
}

export function valueAxis(scene: Scene, unit: Unit): NonNullable<Option['yAxis']> {
  const whole = unit === 'count' ? { minInterval: 1 } : {};
  return {
    type: 'value',
    splitNumber: 4,
    ...whole,
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
