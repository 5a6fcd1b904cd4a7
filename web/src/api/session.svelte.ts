import { readMeta, readStatus } from './answers';
import { ApiError, Client } from './client';
import type { Attention, Meta } from './types';

const kCheckMs = 20_000;

/** What the server says of the project, kept up to date: a new publication empties the cache and reloads it. */
export class Session {
  readonly client = new Client();
  meta = $state.raw<Meta | null>(null);
  error = $state.raw<ApiError | null>(null);
  /** Grows with each publication that arrives; whoever shows data asks again. */
  version = $state(0);
  /** What needs attention now: a run may fail without a publication that would announce it. */
  attention = $state.raw<readonly Attention[]>([]);
  #events: EventSource | null = null;
  #isLost = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  async start(): Promise<void> {
    await this.reload();
    this.#events = new EventSource('api/events');
    this.#events.addEventListener('publication', (event: MessageEvent<unknown>) => {
      if (!this.#isShown(event.data)) void this.reload();
    });
    this.#events.addEventListener('definitions', () => void this.reload());
    this.#events.addEventListener('error', () => void this.#check());
    this.#timer = setInterval(() => void this.#check(), kCheckMs);
  }

  async reload(): Promise<void> {
    try {
      const meta = await this.client.get('api/meta', readMeta);
      this.client.forget();
      this.meta = meta;
      this.error = null;
      this.version += 1;
      await this.#check();
    } catch (fault) {
      this.error = fault instanceof ApiError ? fault : new ApiError('internal', String(fault), '');
    }
  }

  stop(): void {
    this.#events?.close();
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const own = this.meta?.attention ?? [];
    try {
      const { attention } = await this.client.get('api/status', readStatus);
      // Whoever asked in vain asks again.
      if (this.#isLost) this.version += 1;
      this.#isLost = false;
      this.attention = [
        ...own,
        ...attention.filter((one) => own.every((other) => other.message !== one.message)),
      ];
    } catch (fault) {
      this.#isLost = true;
      const { message, hint } =
        fault instanceof ApiError ? fault : new ApiError('internal', String(fault), '');
      this.attention = [
        { severity: 'error', message: `${message}: the page may be out of date`, hint },
        ...own,
      ];
    }
  }

  #isShown(data: unknown): boolean {
    const number = typeof data === 'string' ? /"number"\s*:\s*(\d+)/.exec(data)?.[1] : undefined;
    return number !== undefined && Number(number) === this.meta?.publication?.number;
  }
}
