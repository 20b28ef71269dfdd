interface Inhibition {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

/** While the first fires, the others say nothing new: they are its consequence, or say the same with less weight. */
function silences(source: string, targets: readonly string[], equal?: readonly string[]): Inhibition {
  return {
    source_matchers: [`alertname="${source}"`],
    target_matchers: [`alertname=~"${targets.join('|')}"`],
    ...(equal !== undefined && { equal }),
  };
}

/** What need not be told, since the cause of it was told. None of them hides its own source. */
export const INHIBITIONS: readonly Inhibition[] = [
  silences('HighErrorRate', ['ElevatedErrorRate']),
  silences('VeryHighLatency', ['HighLatency']),
  silences('DLQHighVolume', ['DLQBacklog']),
  // A budget that burns fast burns slowly as well.
  {
    source_matchers: ['severity="critical"', 'alertname=~".+Burn"'],
    target_matchers: ['severity="warning"', 'alertname=~".+Burn"'],
    equal: ['alertname'],
  },
  silences('WorkerDown', ['NoWorkerPulling', 'ProcessStalled']),
  silences('MysqlDown', [
    'ElevatedErrorRate',
    'OutboxNotRead',
    'LedgerUnchecked',
    'DeadLettersNotStored',
    'BreakerOpen',
  ]),
  silences('NatsDown', ['OutboxOld', 'HubOutboxOld', 'LedgerUnchecked', 'NoWorkerPulling']),
];
