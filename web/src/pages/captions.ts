import { isBlank, memberOf, type Frame } from '../api/frame';
import { dimensionsOf, highlights, type Scope } from '../api/query';
import type { Meta, Panel } from '../api/types';
import { membersOf } from '../api/view';
import { isGrain, showRange } from '../base/dates';

/** What a panel's measure means: the measures' sentences, or the analysis's. */
export function sentenceOf(panel: Panel, meta: Meta): string {
  if (panel.analysis !== null) {
    return meta.analyses.find((one) => one.name === panel.analysis)?.sentence ?? panel.title;
  }
  const shown = panel.form === 'table' ? panel.measures : panel.measures.slice(0, 1);
  const sentences = shown.flatMap((name) => {
    const measure = meta.measures.find((one) => one.name === name);
    return measure ? [`${measure.label}: ${measure.sentence}`] : [];
  });
  return sentences.length > 3 ? `${sentences.slice(0, 3).join(' ')} …` : sentences.join(' ');
}

/** What an analysis shows and by what; the analyses are a closed list (docs/API.md). */
const kAnalyses: Readonly<Record<string, string>> = {
  rfm_segments: 'Customers of the 365 days to the newest complete day',
  order_frequency: 'Customers by number of orders',
  days_between_orders: 'Orders by time since the last one',
  basket_size: 'Orders by number of items',
  repeat_curve: 'Share of customers by orders reached',
  cohorts: 'Share who buy again, by months since their first order',
  product_pairs: 'Products in the same order',
  demographics: 'Customers and revenue by age band and gender',
};

const kNarrow = 36;

/** What is shown and what splits it: `Revenue by week`. The dates stand above all panels. */
export function subtitleOf(panel: Panel, meta: Meta, scope: Scope): string {
  const days = showRange(scope.days.from, scope.days.to);
  if (panel.analysis !== null) return kAnalyses[panel.analysis] ?? days;
  const by = dimensionsOf(panel, scope.days).map((name) => labelOf(meta, name).toLowerCase());
  if (by.length === 0) return days;
  if (panel.form === 'table') return `By ${by.join(' and ')}`;
  const measure = meta.measures.find((one) => one.name === panel.measures[0])?.label ?? '';
  const full = `${measure} by ${by.join(' and ')}`;
  const what = panel.width === 1 && full.length > kNarrow ? measure : full;
  const own = dimensionsOf(panel, scope.days).filter(
    (name) => !isGrain(name) && membersOf(scope.where, name).length > 0,
  );
  if (!highlights(panel) || own.length === 0) return what;
  return panel.width === 1 ? 'Selection highlighted' : `${what} · selection highlighted`;
}

export interface Emptiness {
  readonly text: string;
  readonly hint: string;
}

/** Why a panel has nothing to show; null if it has something. */
export function emptinessOf(panel: Panel, frame: Frame): Emptiness | null {
  const rows = frame.table.rows;
  if (rows.length === 0) return { text: 'No sales in these dates with these filters.', hint: '' };
  const splits = frame.splits.filter((split) => split.grain === null);
  const isListed = panel.form === 'table' && panel.analysis === null;
  if (isListed || panel.form === 'tiles' || splits.length === 0) return null;
  if (!rows.every((row) => splits.every((split) => isBlank(memberOf(row, split))))) return null;
  const names = splits.map((split) => split.label.toLowerCase()).join(' and no ');
  return {
    text: `These sales have no ${names}.`,
    hint: 'A column of the files can be mapped to it in till.toml.',
  };
}

function labelOf(meta: Meta, name: string): string {
  return meta.dimensions.find((one) => one.name === name)?.label ?? name;
}
