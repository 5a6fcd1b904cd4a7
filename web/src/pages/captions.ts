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

/** The measure, what splits it and the days: `Revenue by week · 1 Nov 2025 – 31 Oct 2026`. */
export function subtitleOf(panel: Panel, meta: Meta, scope: Scope): string {
  const days = showRange(scope.days.from, scope.days.to);
  if (panel.analysis === 'rfm_segments') return '365 days to the newest complete day';
  if (panel.analysis !== null || panel.form === 'table') return days;
  const measure = meta.measures.find((one) => one.name === panel.measures[0])?.label ?? '';
  const by = dimensionsOf(panel, scope.days).map(
    (name) => meta.dimensions.find((one) => one.name === name)?.label.toLowerCase() ?? name,
  );
  const what = by.length > 0 ? `${measure} by ${by.join(' and ')}` : measure;
  const own = dimensionsOf(panel, scope.days).filter(
    (name) => !isGrain(name) && membersOf(scope.where, name).length > 0,
  );
  if (highlights(panel) && own.length > 0)
    return panel.width === 1 ? 'Selection highlighted' : `${what} · selection highlighted`;
  return panel.width === 1 ? days : `${what} · ${days}`;
}
