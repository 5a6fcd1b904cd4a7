import type { IconName } from './Icon.svelte';

/** How a state of a run, task, feed or check looks: never by its colour alone. */
export interface StateLook {
  readonly tone: 'good' | 'bad' | 'warn' | 'active' | 'plain';
  readonly icon: IconName;
  readonly label: string;
}

const kLooks: Readonly<Record<string, StateLook>> = {
  succeeded: { tone: 'good', icon: 'check', label: 'Succeeded' },
  failed: { tone: 'bad', icon: 'close', label: 'Failed' },
  running: { tone: 'active', icon: 'clock', label: 'Running' },
  waiting: { tone: 'plain', icon: 'clock', label: 'Waiting' },
  skipped: { tone: 'plain', icon: 'skip', label: 'Skipped' },
  cancelled: { tone: 'plain', icon: 'minus', label: 'Cancelled' },
  complete: { tone: 'good', icon: 'check', label: 'Complete' },
  incomplete: { tone: 'warn', icon: 'alert', label: 'Incomplete' },
  missing: { tone: 'bad', icon: 'minus', label: 'Missing' },
  refused: { tone: 'bad', icon: 'close', label: 'Refused' },
};

export function stateLook(state: string): StateLook {
  return kLooks[state] ?? { tone: 'plain', icon: 'minus', label: state };
}
