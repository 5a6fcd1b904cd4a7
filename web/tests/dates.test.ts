import { describe, expect, it } from 'vitest';
import {
  addMonths,
  grainFor,
  isDay,
  periods,
  showAge,
  showPeriod,
  showRange,
  startOf,
} from '../src/base/dates';
import { resolveRange } from '../src/base/range';

describe('days', () => {
  it('a month after 31 January is the last day of February', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2025-01-31', 1)).toBe('2025-02-28');
    expect(addMonths('2025-03-15', -12)).toBe('2024-03-15');
  });
  it('a week begins on Monday', () => {
    expect(startOf('2026-03-29', 'week')).toBe('2026-03-23');
    expect(startOf('2026-03-30', 'week')).toBe('2026-03-30');
  });
  it('the periods of a range include the ones it cuts', () => {
    expect(periods('2026-01-15', '2026-03-02', 'month')).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
    expect(periods('2025-11-30', '2026-01-01', 'quarter')).toEqual(['2025-10-01', '2026-01-01']);
  });
  it('the automatic grain is day up to 92 days, week up to 400, else month', () => {
    expect(grainFor('2026-01-01', '2026-04-02')).toBe('day');
    expect(grainFor('2026-01-01', '2026-04-03')).toBe('week');
    expect(grainFor('2025-01-01', '2026-02-04')).toBe('week');
    expect(grainFor('2025-01-01', '2026-02-05')).toBe('month');
  });
  it('what is no day of the calendar is no day', () => {
    expect(isDay('2026-02-28')).toBe(true);
    expect(isDay('2026-02-30')).toBe(false);
    expect(isDay('yesterday')).toBe(false);
  });
  it('ranges and periods read without what both ends share', () => {
    expect(showRange('2026-03-01', '2026-03-30')).toBe('1 – 30 Mar 2026');
    expect(showRange('2026-01-01', '2026-03-30')).toBe('1 Jan – 30 Mar 2026');
    expect(showRange('2025-11-01', '2026-03-30')).toBe('1 Nov 2025 – 30 Mar 2026');
    expect(showPeriod('2025-10-01', 'quarter')).toBe('Q4 2025');
    expect(showPeriod('2026-03-30', 'day')).toBe('Mon 30 Mar 2026');
  });
  it('an age is told in one unit', () => {
    expect(showAge(0, 30_000)).toBe('just now');
    expect(showAge(0, 3 * 3_600_000)).toBe('3 h ago');
    expect(showAge(0, 50 * 3_600_000)).toBe('2 days ago');
  });
});

describe('ranges', () => {
  const data = { first_day: '2025-01-01', last_day: '2026-03-31', as_of: '2026-03-30' };
  it('relative ranges count back from the newest complete day', () => {
    expect(resolveRange({ preset: 'last_7_days' }, data)).toEqual({ from: '2026-03-24', to: '2026-03-30' });
    expect(resolveRange({ preset: 'month_to_date' }, data)).toEqual({ from: '2026-03-01', to: '2026-03-30' });
    expect(resolveRange({ preset: 'quarter_to_date' }, data)).toEqual({
      from: '2026-01-01',
      to: '2026-03-30',
    });
    expect(resolveRange({ preset: 'last_12_months' }, data)).toEqual({
      from: '2025-03-31',
      to: '2026-03-30',
    });
  });
  it('all time reaches to the last day with data', () => {
    expect(resolveRange({ preset: 'all' }, data)).toEqual({ from: '2025-01-01', to: '2026-03-31' });
  });
});
