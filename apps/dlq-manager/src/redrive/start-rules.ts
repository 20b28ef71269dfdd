import { RuleEngine, type RuleEnginePorts } from '@ballast/dead-letters';
import { type Loop, startLoop } from '@ballast/runtime';

/** Lets the automatic rules look at what is pending, again and again. */
export function startRules(ports: RuleEnginePorts, intervalMs: number): Loop {
  const engine = new RuleEngine(ports);
  return startLoop({ name: 'rules', logger: ports.logger, runOnce: () => engine.runOnce(), intervalMs });
}
