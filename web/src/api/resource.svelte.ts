import { ApiError, type Client } from './client';
import type { Read } from './read';

/** One thing shown on the page: the newest request wins, and the old answer stays until the new one is here. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(false);
  #abort: AbortController | null = null;

  constructor(
    readonly client: Client,
    readonly read: Read<T>,
  ) {}

  /** Shows the answer of `path`; with `fresh`, asks again even if it is kept. */
  async load(path: string, fresh = false): Promise<void> {
    this.#abort?.abort();
    const kept = fresh ? null : this.client.peek(path, this.read);
    if (kept !== null) {
      this.value = kept;
      this.error = null;
      this.loading = false;
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    try {
      const answer = await this.client.get(path, this.read, abort.signal);
      if (abort.signal.aborted) return;
      this.value = answer;
      this.error = null;
      this.loading = false;
    } catch (fault) {
      if (abort.signal.aborted) return;
      this.error = fault instanceof ApiError ? fault : new ApiError('internal', String(fault), '');
      this.loading = false;
    }
  }

  stop(): void {
    this.#abort?.abort();
  }
}
