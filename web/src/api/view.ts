import { isDay } from '../base/dates';
import { isPreset, type RangeChoice } from '../base/range';

/** What a reader looks at: all of it is in the address, so it can be shared and undone. */
export interface View {
  readonly page: string;
  readonly range: RangeChoice;
  readonly compare: Compare;
  readonly where: readonly Filter[];
  /** The selected run or table of the pages that list some; empty: the first. */
  readonly item: string;
}

/** Members of one dimension, any of which may hold. */
export interface Filter {
  readonly dimension: string;
  readonly members: readonly string[];
}

export type Compare = (typeof kCompares)[number]['name'];

export const kCompares = [
  { name: 'none', label: 'No comparison', short: '' },
  { name: 'previous_period', label: 'Previous period', short: 'Previous period' },
  { name: 'last_year', label: 'Last year, same dates', short: 'Last year' },
  { name: 'last_year_weekday', label: 'Last year, same weekdays', short: 'Last year by weekday' },
] as const;

export const kDefaults = {
  range: { preset: 'last_12_months' } as RangeChoice,
  compare: 'previous_period' as Compare,
};

/** Reads an address such as `#/sales?range=last_30_days&where=category:Toys|Garden`; what it cannot read is left out. */
export function parseView(hash: string, firstPage: string): View {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const params = new URLSearchParams(query);
  const compare = kCompares.find((one) => one.name === params.get('compare'))?.name;
  return {
    page: decodeURIComponent(path) || firstPage,
    range: parseRange(params),
    compare: compare ?? kDefaults.compare,
    where: params.getAll('where').flatMap(parseFilter),
    item: params.get('item') ?? '',
  };
}

function parseRange(params: URLSearchParams): RangeChoice {
  const preset = params.get('range');
  if (preset !== null && isPreset(preset)) return { preset };
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  return isDay(from) && isDay(to) && from <= to ? { from, to } : kDefaults.range;
}

function parseFilter(text: string): readonly Filter[] {
  const colon = text.indexOf(':');
  const members = splitMembers(text.slice(colon + 1));
  return colon > 0 ? [{ dimension: text.slice(0, colon), members }] : [];
}

/** Splits at each `|` that has no backslash before it. */
function splitMembers(text: string): readonly string[] {
  const members = [''];
  for (let at = 0; at < text.length; at += 1) {
    const isEscape = text[at] === '\\' && /[\\|]/.test(text[at + 1] ?? '');
    if (text[at] === '|') {
      members.push('');
      continue;
    }
    if (isEscape) at += 1;
    members.push(`${members.pop() ?? ''}${text[at] ?? ''}`);
  }
  return members;
}

/** A member with a backslash before each `|` and `\` of its own. */
function escapeMember(member: string): string {
  return member.replace(/[\\|]/g, '\\$&');
}

/** `category:Toys|Garden`, as the address and the API write a filter. */
export function filterText(filter: Filter): string {
  return `${filter.dimension}:${filter.members.map(escapeMember).join('|')}`;
}

/** The address of a view; what is as by default is left out. */
export function viewAddress(view: View): string {
  const params: string[] = [];
  if (!('preset' in view.range)) params.push(`from=${view.range.from}`, `to=${view.range.to}`);
  else if (JSON.stringify(view.range) !== JSON.stringify(kDefaults.range))
    params.push(`range=${view.range.preset}`);
  if (view.compare !== kDefaults.compare) params.push(`compare=${view.compare}`);
  for (const filter of view.where) {
    const members = filter.members.map((member) => encodeURIComponent(escapeMember(member))).join('|');
    params.push(`where=${encodeURIComponent(filter.dimension)}:${members}`);
  }
  if (view.item !== '') params.push(`item=${encodeURIComponent(view.item)}`);
  return `#/${encodeURIComponent(view.page)}${params.length > 0 ? `?${params.join('&')}` : ''}`;
}

export function membersOf(where: readonly Filter[], dimension: string): readonly string[] {
  return where.find((filter) => filter.dimension === dimension)?.members ?? [];
}

/** The filters with exactly `members` selected of `dimension`; none selected removes the filter. */
export function withMembers(
  where: readonly Filter[],
  dimension: string,
  members: readonly string[],
): readonly Filter[] {
  const others = where.filter((filter) => filter.dimension !== dimension);
  if (members.length === 0) return others;
  const changed = { dimension, members };
  return where.length === others.length
    ? [...others, changed]
    : where.map((filter) => (filter.dimension === dimension ? changed : filter));
}

/** One part of what a click on a chart element selects. */
export interface Pick {
  readonly dimension: string;
  readonly member: string;
}

/** Toggles the picked members: selects those of them that are not, or, when all are selected, removes them. */
export function togglePicks(where: readonly Filter[], picks: readonly Pick[]): readonly Filter[] {
  const all = picks.every((pick) => membersOf(where, pick.dimension).includes(pick.member));
  return picks.reduce((now, pick) => {
    const rest = membersOf(now, pick.dimension).filter((member) => member !== pick.member);
    return withMembers(now, pick.dimension, all ? rest : [...rest, pick.member]);
  }, where);
}
