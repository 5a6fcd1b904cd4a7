import { readTable } from '../api/answers';
import type { Client } from '../api/client';
import { membersAddress } from '../api/query';
import type { Dimension, Form } from '../api/types';
import { placesOf } from '../charts/drawing';

const kColoured: readonly Form[] = ['line', 'area', 'donut'];
const kMost = 50;

/**
 * The place of each member of a dimension by revenue, whatever is filtered: with it a member keeps its colour on all
 * charts and under all filters.
 */
export class Places {
  value = $state.raw<ReadonlyMap<string, number>>(placesOf([]));
  ready = $state(true);
  // Not reactive: load() is called from effects, which must not run again because of what it finds.
  #known = false;

  constructor(readonly client: Client) {}

  async load(dimension: Dimension, form: Form): Promise<void> {
    if (!kColoured.includes(form)) return;
    if (!this.#known) this.ready = false;
    try {
      const table = await this.client.getKept(membersAddress(dimension.name, '', kMost), readTable);
      this.value = placesOf(table.rows);
    } catch {
      // Without the places colours follow the order of the rows; the panel's own request tells what is wrong.
    }
    this.#known = true;
    this.ready = true;
  }
}
