import { compareAt, isBlank, memberOf, showMember, valueAt, type Split, type Value } from '../api/frame';
import { memberColour, type Scene } from './drawing';
import { seriesColour } from './palette';

/** One course over time: a value per period, null where there is none. */
export interface Course {
  readonly member: string;
  readonly label: string;
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly before: readonly (number | null)[];
}

const kMostCourses = 8;
const kOther = '\u0000other';

/**
 * A course per member of `split` over the periods that begin at `starts`. Members beyond those with a colour of their
 * own are one course where their values add up, and what has no value at all has no course.
 */
export function coursesOf(
  scene: Scene,
  starts: readonly string[],
  time: Split,
  split: Split | undefined,
  value: Value,
): readonly Course[] {
  // Nothing was counted where there is no row; a mean or a share is then unknown.
  const empty = value.addsOverTime || value.unit === 'count' ? 0 : null;
  const place = new Map(starts.map((start, index) => [start, index]));
  const folded = foldedMembers(scene, split, value);
  const found = new Map<string, { values: (number | null)[]; before: (number | null)[] }>();
  for (const row of scene.frame.table.rows) {
    const index = place.get(memberOf(row, time));
    if (index === undefined) continue;
    const own = split ? memberOf(row, split) : '';
    const member = folded.has(own) ? kOther : own;
    const course = found.get(member) ?? {
      values: starts.map(() => empty),
      before: starts.map(() => null),
    };
    const sum = member === kOther ? (course.values[index] ?? 0) : 0;
    const now = valueAt(row, value);
    course.values[index] = now === null ? (course.values[index] ?? empty) : sum + now;
    course.before[index] = compareAt(row, value);
    found.set(member, course);
  }
  const members = [...found.keys()]
    .filter((member) => !split || found.get(member)?.values.some((one) => (one ?? 0) !== 0))
    .sort((a, b) => orderOf(scene, a) - orderOf(scene, b) || (a < b ? -1 : 1));
  return members.map((member, index) => ({
    member,
    label: !split ? value.label : member === kOther ? 'Other' : showMember(member, split),
    colour: colourOf(scene, member, index, split),
    values: found.get(member)?.values ?? [],
    before: found.get(member)?.before ?? [],
  }));
}

/** Whether a course stands for a member that can be picked. */
export function isMember(course: Course): boolean {
  return course.member !== kOther;
}

function foldedMembers(scene: Scene, split: Split | undefined, value: Value): ReadonlySet<string> {
  if (!split || split.ordinal || !value.addsOverMembers) return new Set();
  const members = [...new Set(scene.frame.table.rows.map((row) => memberOf(row, split)))];
  if (members.length <= kMostCourses) return new Set();
  members.sort((a, b) => orderOf(scene, a) - orderOf(scene, b) || (a < b ? -1 : 1));
  return new Set(members.slice(kMostCourses - 1));
}

function orderOf(scene: Scene, member: string): number {
  const last = scene.places.size;
  if (member === kOther) return last + 2;
  return isBlank(member) ? last + 1 : (scene.places.get(member) ?? last);
}

function colourOf(scene: Scene, member: string, index: number, split: Split | undefined): string {
  if (!split) return seriesColour(scene.palette, 0);
  return member === kOther ? scene.palette.other : memberColour(scene, member, index);
}
