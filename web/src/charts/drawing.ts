import { isBlank, type Frame, type Split, type Value } from '../api/frame';
import type { Panel } from '../api/types';
import { membersOf, type Filter, type Pick } from '../api/view';
import type { Cell, Formatter } from '../base/format';
import type { Days } from '../base/range';
import type { Option } from './engine';
import { seriesColour, type Palette } from './palette';

/** Everything a chart is drawn from. */
export interface Scene {
  readonly panel: Panel;
  readonly frame: Frame;
  readonly days: Days;
  readonly format: Formatter;
  readonly palette: Palette;
  readonly where: readonly Filter[];
  /** The place of each member of the splitting dimension, so that it has one colour everywhere. */
  readonly places: ReadonlyMap<string, number>;
  readonly compareLabel: string;
  readonly width: number;
}

/** What an element stands for when it is clicked: members to toggle, or days to look at. */
export type Choice =
  | { readonly kind: 'members'; readonly picks: readonly Pick[] }
  | { readonly kind: 'days'; readonly days: Days };

export interface LegendItem {
  readonly label: string;
  readonly colour: string;
  readonly value: string;
  readonly share: string;
  /** A dot of the colour, a dashed line, or the ring of what is not complete. */
  readonly look: 'dot' | 'dash' | 'ring';
  readonly muted: boolean;
  readonly choice: Choice | null;
}

export interface Drawing {
  readonly option: Option;
  readonly legend: readonly LegendItem[];
  /** `column`: any click above a place on the x axis; `item`: a click on an element itself. */
  readonly target: 'column' | 'item';
  readonly choiceAt: (index: number) => Choice | null;
  /** What the ends of a ramp of colours stand for. */
  readonly ramp: { readonly low: string; readonly high: string } | null;
  /** What stands in the middle of a donut. */
  readonly centre: { readonly label: string; readonly value: string } | null;
}

export const kFontFamily = '"Inter Variable", system-ui, sans-serif';

/** The value a chart draws; the others are told by its tooltip. A share says more than the count beside it. */
export function mainValue(frame: Frame, panel: Panel): Value | null {
  const wanted = panel.measures[0];
  return (
    frame.values.find((value) => value.name === wanted) ??
    frame.values.find((value) => value.name === 'share') ??
    frame.values[0] ??
    null
  );
}

export function memberChoice(split: Split | undefined, member: string): Choice | null {
  if (!split?.filterable || member === '') return null;
  return { kind: 'members', picks: [{ dimension: split.name, member }] };
}

/** Whether a member is shown faint because others of its dimension are selected. */
export function isFaint(scene: Scene, split: Split | undefined, member: string): boolean {
  if (!split) return false;
  const selected = membersOf(scene.where, split.name);
  return selected.length > 0 && !selected.includes(member);
}

/** What all charts share: type, colours and motion. */
export function baseOption(scene: Scene): Option {
  return {
    animationDuration: 320,
    animationDurationUpdate: 0,
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: { fontFamily: kFontFamily, color: scene.palette.text },
  };
}

/** The place of each member in a table of members; what stands for no value has none. */
export function placesOf(rows: readonly (readonly Cell[])[]): ReadonlyMap<string, number> {
  const members = rows.map((row) => String(row[0] ?? '')).filter((member) => !isBlank(member));
  return new Map(members.map((member, place) => [member, place]));
}

/** A member's colour: by its place among all, else by its place in the chart; no value is never coloured. */
export function memberColour(scene: Scene, member: string, index: number): string {
  return isBlank(member)
    ? scene.palette.other
    : seriesColour(scene.palette, scene.places.get(member) ?? index);
}
