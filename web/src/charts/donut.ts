import { isBlank, memberOf, showMember, valueAt, type Split } from '../api/frame';
import { membersOf } from '../api/view';
import { numberOf } from '../base/format';
import {
  baseOption,
  isFaint,
  mainValue,
  memberChoice,
  memberColour,
  type Drawing,
  type Scene,
} from './drawing';
import { tipFrame, tipNode } from './tooltip';

interface Slice {
  readonly member: string | null;
  readonly label: string;
  readonly value: number;
  readonly colour: string;
}

const kMostSlices = 8;

/** Parts of a whole; what the limit or the eye leaves out is "Other", so that the parts make the total. */
export function drawDonut(scene: Scene): Drawing | null {
  const { frame, panel, palette, format } = scene;
  const split = frame.splits[0];
  const value = mainValue(frame, panel);
  if (!split || !value) return null;
  const slices = slicesOf(scene);
  const shown = slices.reduce((sum, slice) => sum + slice.value, 0);
  const total = numberOf(frame.table.totals[value.index]) ?? shown;
  const share = (part: number): string => (shown > 0 ? format.exact(part / shown, 'ratio') : '–');
  return {
    option: {
      ...baseOption(scene),
      tooltip: {
        ...tipFrame(palette),
        trigger: 'item',
        formatter: (params: unknown) => {
          const slice = slices[(params as { dataIndex?: number }).dataIndex ?? 0];
          if (!slice) return '';
          return tipNode(slice.label, [
            { colour: slice.colour, name: value.label, value: format.exact(slice.value, value.unit) },
            { colour: 'transparent', name: 'Share', value: share(slice.value), quiet: true },
          ]);
        },
      },
      series: {
        type: 'pie',
        radius: ['68%', '96%'],
        padAngle: slices.length > 1 ? 1.6 : 0,
        itemStyle: { borderRadius: 4 },
        label: { show: false },
        labelLine: { show: false },
        emphasis: { scale: false },
        data: slices.map((slice) => ({
          value: slice.value,
          name: slice.label,
          itemStyle: {
            color: slice.colour,
            opacity: isFaint(scene, split, slice.member ?? '') ? 0.25 : 1,
          },
        })),
      },
    },
    legend: slices.map((slice) => ({
      label: slice.label,
      colour: slice.colour,
      value: format.axis(slice.value, value.unit),
      share: share(slice.value),
      look: 'dot',
      muted: isFaint(scene, split, slice.member ?? ''),
      choice: slice.member === null ? null : memberChoice(split, slice.member),
    })),
    target: 'item',
    choiceAt: (index) => {
      const member = slices[index]?.member ?? null;
      return member === null ? null : memberChoice(split, member);
    },
    ramp: null,
    centre: centreOf(total),
  };

  /** The whole, or what is selected of it. */
  function centreOf(whole: number): Drawing['centre'] {
    if (!split || !value) return null;
    const picked = frame.table.rows.filter((row) => isPicked(scene, memberOf(row, split), split));
    if (picked.length === 0) return { label: value.label, value: format.compact(whole, value.unit) };
    const sum = picked.reduce((all, row) => all + (valueAt(row, value) ?? 0), 0);
    return { label: `of ${format.compact(whole, value.unit)}`, value: format.compact(sum, value.unit) };
  }
}

function isPicked(scene: Scene, member: string, split: Split): boolean {
  return membersOf(scene.where, split.name).includes(member);
}

function slicesOf(scene: Scene): readonly Slice[] {
  const { frame, panel, palette } = scene;
  const split = frame.splits[0];
  const value = mainValue(frame, panel);
  if (!split || !value) return [];
  const all = frame.table.rows
    .map((row) => ({ member: memberOf(row, split), value: valueAt(row, value) ?? 0 }))
    .filter((slice) => slice.value > 0)
    .sort((a, b) => Number(isBlank(a.member)) - Number(isBlank(b.member)) || b.value - a.value);
  const kept =
    all.length > kMostSlices
      ? all.filter((slice, index) => index < kMostSlices - 1 || isPicked(scene, slice.member, split))
      : all;
  const slices: Slice[] = kept.map((slice, index) => ({
    ...slice,
    label: showMember(slice.member, split),
    colour: memberColour(scene, slice.member, index),
  }));
  const keptSum = kept.reduce((sum, slice) => sum + slice.value, 0);
  const total = numberOf(frame.table.totals[value.index]);
  const whole =
    value.addsOverMembers && total !== null ? total : all.reduce((sum, slice) => sum + slice.value, 0);
  const rest = whole - keptSum;
  if (rest > whole * 0.002) slices.push({ member: null, label: 'Other', value: rest, colour: palette.other });
  return slices;
}
