import { addDays, addMonths, startOf } from './dates';

/** A range named relative to the newest complete day, or two days. Both ends are included. */
export type RangeChoice = { readonly preset: Preset } | { readonly from: string; readonly to: string };

export type Preset = (typeof kPresets)[number]['name'];

export const kPresets = [
  { name: 'last_7_days', label: 'Last 7 days' },
  { name: 'last_30_days', label: 'Last 30 days' },
  { name: 'last_90_days', label: 'Last 90 days' },
  { name: 'month_to_date', label: 'Month to date' },
  { name: 'quarter_to_date', label: 'Quarter to date' },
  { name: 'year_to_date', label: 'Year to date' },
  { name: 'last_12_months', label: 'Last 12 months' },
  { name: 'all', label: 'All time' },
] as const;

export interface Days {
  readonly from: string;
  readonly to: string;
}

/** What a project has: its first and last day with data and the newest complete one. */
export interface Extent {
  readonly first_day: string;
  readonly last_day: string;
  readonly as_of: string;
}

export function isPreset(name: string): name is Preset {
  return kPresets.some((preset) => preset.name === name);
}

export function presetLabel(name: Preset): string {
  return kPresets.find((preset) => preset.name === name)?.label ?? name;
}

/** The days a choice stands for; relative ranges count back from `as_of`. */
export function resolveRange(choice: RangeChoice, extent: Extent): Days {
  if (!('preset' in choice)) return choice;
  const to = extent.as_of;
  switch (choice.preset) {
    case 'last_7_days':
      return { from: addDays(to, -6), to };
    case 'last_30_days':
      return { from: addDays(to, -29), to };
    case 'last_90_days':
      return { from: addDays(to, -89), to };
    case 'month_to_date':
      return { from: startOf(to, 'month'), to };
    case 'quarter_to_date':
      return { from: startOf(to, 'quarter'), to };
    case 'year_to_date':
      return { from: startOf(to, 'year'), to };
    case 'last_12_months':
      return { from: addDays(addMonths(to, -12), 1), to };
    case 'all':
      return { from: extent.first_day, to: extent.last_day };
  }
}
