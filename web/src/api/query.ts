import { grainFor } from '../base/dates';
import type { Days } from '../base/range';
import type { Meta, Panel } from './types';
import { filterText, type Compare, type Filter } from './view';

/** The days, comparison and filters under which a panel is asked. */
export interface Scope {
  readonly days: Days;
  readonly compare: Compare;
  readonly where: readonly Filter[];
}

const kHighlighting: readonly string[] = ['bar', 'column', 'donut', 'heatmap'];

/** A panel's dimensions, with `auto` turned into the grain that suits the range. Tiles draw their course by it. */
export function dimensionsOf(panel: Panel, days: Days): readonly string[] {
  const by = panel.form === 'tiles' && panel.analysis === null ? ['auto'] : panel.by;
  return by.map((name) => (name === 'auto' ? grainFor(days.from, days.to) : name));
}

/**
 * Whether a panel shows all members of its own dimensions and lifts the selected ones out, so that further ones can be
 * clicked. Other panels show only what is selected.
 */
export function highlights(panel: Panel): boolean {
  return kHighlighting.includes(panel.form) && panel.analysis === null;
}

/** The address of a panel's one request. */
export function panelAddress(panel: Panel, scope: Scope): string {
  const by = dimensionsOf(panel, scope.days);
  const where = highlights(panel)
    ? scope.where.filter((filter) => !by.includes(filter.dimension))
    : scope.where;
  const params = new URLSearchParams();
  if (panel.analysis === null) {
    params.set('measures', panel.measures.join(','));
    if (by.length > 0) params.set('by', by.join(','));
  }
  params.set('from', scope.days.from);
  params.set('to', scope.days.to);
  for (const filter of where) params.append('where', filterText(filter));
  if (panel.analysis !== null) return `api/analyses/${encodeURIComponent(panel.analysis)}?${params}`;
  if (panel.compare && scope.compare !== 'none') params.set('compare', scope.compare);
  if (panel.order !== '') params.set('order', panel.order);
  if (panel.limit !== null) params.set('limit', String(panel.limit));
  return `api/metrics?${params}`;
}

export function membersAddress(dimension: string, search: string, limit: number): string {
  const params = new URLSearchParams({ dimension, limit: String(limit) });
  if (search !== '') params.set('search', search);
  return `api/members?${params}`;
}

/** Filters as sentences for people: `Category: Toys, Garden`. */
export function describeFilters(meta: Meta, where: readonly Filter[]): readonly string[] {
  return where.map((filter) => {
    const label = meta.dimensions.find((one) => one.name === filter.dimension)?.label ?? filter.dimension;
    return `${label}: ${filter.members.join(', ')}`;
  });
}
