import { asYaml } from '../as-yaml.ts';
import type { GeneratedFile } from '../generated-file.ts';
import { type Pace, REAL_PACE } from '../pace.ts';
import { burnAlerts, objectiveRecordings } from './burn-rates.ts';
import { deadLetterAlerts } from './dead-letters.ts';
import { type Alert, type AlertGroup, alertRule, type Links } from './define-alert.ts';
import { ledgerAlerts } from './ledger.ts';
import { limitAlerts } from './limits.ts';
import { messageAlerts } from './messages.ts';
import { processAlerts } from './processes.ts';
import { webAlerts } from './web.ts';

/** Every group of alerts. */
export function alertGroups(pace: Pace = REAL_PACE): readonly AlertGroup[] {
  return [
    webAlerts(pace),
    burnAlerts(pace),
    deadLetterAlerts(pace),
    messageAlerts(pace),
    ledgerAlerts(pace),
    limitAlerts(pace),
    processAlerts(pace),
  ];
}

export function allAlerts(pace: Pace = REAL_PACE): readonly Alert[] {
  return alertGroups(pace).flatMap(({ alerts }) => alerts);
}

/** `rules/objectives.yml`, which is evaluated on its own, and a file below `alerts/` for each group. */
export function ruleFiles(links: Links, pace: Pace = REAL_PACE): readonly GeneratedFile[] {
  const recordings = objectiveRecordings(pace).map(({ expr, ...rule }) => ({ ...rule, expr: expr.promql }));
  return [
    { path: 'rules/objectives.yml', text: rulesAsYaml('objectives', recordings) },
    ...alertGroups(pace).map(({ name, alerts }) => ({
      path: `alerts/${name}.yml`,
      text: rulesAsYaml(
        name,
        alerts.map((alert) => alertRule(alert, links)),
      ),
    })),
  ];
}

function rulesAsYaml(name: string, rules: readonly object[]): string {
  return asYaml({ groups: [{ name, rules }] });
}
