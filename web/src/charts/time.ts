import { addDays, instantOf, isGrain, nextPeriod, periods, showPeriod, type Grain } from '../base/dates';
import { changeOf } from '../base/format';
import { isPartial, memberOf, type Split, type Value } from '../api/frame';
import { kGrid, timeAxis, valueAxis } from './axis';
import { coursesOf, isMember, type Course } from './course';
import { baseOption, mainValue, memberChoice, type Drawing, type LegendItem, type Scene } from './drawing';
import type { LineSeriesOption } from './engine';
import { faded } from './palette';
import { tipFrame, tipNode, type TipRow } from './tooltip';

/** A line or area over time, one per member of the second split. */
export function drawTime(scene: Scene): Drawing | null {
  const { frame, panel, palette, format } = scene;
  const time = frame.splits[0];
  const value = mainValue(frame, panel);
  if (!time || !value || time.grain === null) return null;
  const starts = periodStarts(scene, time, time.grain);
  const split = frame.splits[1];
  const courses = coursesOf(scene, starts, time, split, value);
  const grain = time.grain;
  const partial = starts.map((start) => isPartial(frame.table.incomplete_days, scene.days, start, grain));
  const stacked =
    panel.form === 'area' && courses.length > 1 && (value.addsOverMembers || split?.ordinal === true);
  const first = starts[0] ?? scene.days.from;
  const last = starts.at(-1) ?? scene.days.to;
  const compared = courses.length === 1 && courses[0]?.before.some((one) => one !== null) === true;
  const series = courses.flatMap((course) =>
    courseSeries(scene, course, starts, partial, stacked, courses.length),
  );
  if (compared && courses[0]) series.unshift(comparedSeries(scene, courses[0], starts, grain));
  const hasRings = !stacked && partial.some(Boolean);
  const tip = (index: number): HTMLElement => {
    const title = showPeriod(starts[index] ?? first, grain);
    const note = partial[index] === true ? 'Not complete: part of this period is missing' : '';
    return tipNode(
      title,
      courses
        .flatMap((course) => tipRows(scene, course, index, value))
        .concat(totalRow(scene, courses, index, value)),
      note,
    );
  };
  return {
    option: {
      ...baseOption(scene),
      useUTC: true,
      grid: kGrid,
      xAxis: timeAxis(scene, first, last),
      yAxis: valueAxis(scene, value.unit),
      tooltip: {
        ...tipFrame(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.line, type: 'solid', width: 1 } },
        formatter: (params: unknown) => tip(indexOfFirst(params, starts)),
      },
      series,
    },
    legend: [
      ...legendOf(scene, courses, split, compared, hasRings, value.label),
      ...(hasRings ? [partialItem(scene, courses, grain)] : []),
    ],
    target: 'column',
    choiceAt: (index) => periodChoice(scene, starts[index], grain),
    centre: null,
    ramp: null,
  };

  function totalRow(of: Scene, all: readonly Course[], index: number, what: Value): readonly TipRow[] {
    if (!stacked || !what.addsOverMembers) return [];
    const sum = all.reduce((total, course) => total + (course.values[index] ?? 0), 0);
    return [{ colour: 'transparent', name: 'All', value: format.exact(sum, what.unit), quiet: of.width < 0 }];
  }
}

/** All periods of the range, so that one without sales is a zero and not a gap that a line jumps over. */
function periodStarts(scene: Scene, time: Split, grain: Grain): readonly string[] {
  const found = [...new Set(scene.frame.table.rows.map((row) => memberOf(row, time)))].filter(
    (day) => day !== '',
  );
  if (!isGrain(time.name) || found.length === 0) return found.sort();
  return periods(scene.days.from, scene.days.to, grain);
}

function courseSeries(
  scene: Scene,
  course: Course,
  starts: readonly string[],
  partial: readonly boolean[],
  stacked: boolean,
  count: number,
): LineSeriesOption[] {
  const area = scene.panel.form === 'area' && (stacked || count === 1);
  const line = (shown: (index: number) => boolean): [number, number | null][] =>
    starts.map((start, index) => [instantOf(start), shown(index) ? (course.values[index] ?? null) : null]);
  const look: LineSeriesOption = {
    type: 'line',
    name: course.label,
    showSymbol: starts.length === 1,
    symbol: 'circle',
    symbolSize: 7,
    lineStyle: { width: stacked ? 1.25 : 2, color: course.colour, join: 'round' },
    itemStyle: { color: course.colour, borderColor: scene.palette.surface, borderWidth: 1.5 },
    emphasis: { disabled: true },
    z: 3,
  };
  const fill = stacked ? faded(course.colour, 0.72) : gradient(course.colour);
  const out: LineSeriesOption[] = [
    {
      ...look,
      data: line((index) => partial[index] !== true),
      ...(area ? { areaStyle: { color: fill, opacity: 1 } } : {}),
      ...(stacked ? { stack: 'all' } : {}),
    },
  ];
  if (!stacked && partial.some(Boolean)) {
    // An incomplete period is a hollow point beside the line, so that it never reads as a fall.
    out.push({
      ...look,
      data: line((index) => partial[index] === true),
      showSymbol: true,
      symbolSize: 7,
      lineStyle: { width: 0 },
      itemStyle: { color: scene.palette.surface, borderColor: course.colour, borderWidth: 1.5 },
    });
  }
  return out;
}

function gradient(colour: string): object {
  return {
    type: 'linear',
    x: 0,
    y: 0,
    x2: 0,
    y2: 1,
    colorStops: [
      { offset: 0, color: faded(colour, 0.22) },
      { offset: 1, color: faded(colour, 0.01) },
    ],
  };
}

/** The compared course, without the periods that the compared range cuts. */
function comparedSeries(
  scene: Scene,
  course: Course,
  starts: readonly string[],
  grain: Grain,
): LineSeriesOption {
  const range = scene.frame.table.compare;
  const theirs = range ? periods(range.from, range.to, grain) : [];
  const isCut = (index: number): boolean => {
    const start = theirs[index];
    return range !== null && start !== undefined && isPartial([], range, start, grain);
  };
  return {
    type: 'line',
    name: scene.compareLabel,
    data: starts.map((start, index) => [
      instantOf(start),
      isCut(index) ? null : (course.before[index] ?? null),
    ]),
    showSymbol: false,
    lineStyle: { width: 1.5, color: scene.palette.compare, type: [5, 4] },
    itemStyle: { color: scene.palette.compare },
    emphasis: { disabled: true },
    z: 1,
  };
}

function tipRows(scene: Scene, course: Course, index: number, value: Value): readonly TipRow[] {
  const now = course.values[index] ?? null;
  const before = course.before[index] ?? null;
  const rows: TipRow[] = [
    { colour: course.colour, name: course.label, value: scene.format.exact(now, value.unit) },
  ];
  if (before !== null) {
    const change = changeOf(now, before, value.unit, value.sense);
    const text = scene.format.exact(before, value.unit);
    rows.push({ colour: scene.palette.compare, name: scene.compareLabel, value: text, quiet: true });
    if (change) rows.push({ colour: 'transparent', name: 'Change', value: change.text, quiet: true });
  }
  return rows;
}

function legendOf(
  scene: Scene,
  courses: readonly Course[],
  split: Split | undefined,
  compared: boolean,
  hasRings: boolean,
  label: string,
): readonly LegendItem[] {
  const plain = { value: '', share: '', muted: false };
  if (split) {
    return courses.map((course) => ({
      ...plain,
      label: course.label,
      colour: course.colour,
      look: 'dot',
      choice: isMember(course) ? memberChoice(split, course.member) : null,
    }));
  }
  const own: LegendItem = { ...plain, label, colour: courses[0]?.colour ?? '', look: 'dot', choice: null };
  if (!compared) return hasRings ? [own] : [];
  return [
    own,
    { ...plain, label: scene.compareLabel, colour: scene.palette.compare, look: 'dash', choice: null },
  ];
}

function partialItem(scene: Scene, courses: readonly Course[], grain: Grain): LegendItem {
  const colour = courses.length === 1 ? (courses[0]?.colour ?? '') : scene.palette.axis;
  return {
    label: `Partial ${grain}`,
    colour,
    value: '',
    share: '',
    look: 'ring',
    muted: false,
    choice: null,
  };
}

function periodChoice(
  scene: Scene,
  start: string | undefined,
  grain: Grain,
): ReturnType<Drawing['choiceAt']> {
  if (start === undefined) return null;
  const end = addDays(nextPeriod(start, grain), -1);
  const days = {
    from: start < scene.days.from ? scene.days.from : start,
    to: end > scene.days.to ? scene.days.to : end,
  };
  return { kind: 'days', days };
}

/** The place of what the pointer is at: the engine hands over its points, the first of which has the instant. */
function indexOfFirst(params: unknown, starts: readonly string[]): number {
  const points = Array.isArray(params) ? (params as readonly { readonly dataIndex?: number }[]) : [];
  return Math.min(points[0]?.dataIndex ?? 0, starts.length - 1);
}
