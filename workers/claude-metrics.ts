import { Gauge, type Registry } from 'prom-client';
import type { Claude } from '../claude/claude-client';

const breakerStates = ['closed', 'half_open', 'open'] as const;

/** Shows at `/metrics` which models of Claude this process asks, and which rest. */
export function registerClaudeMetrics(registry: Registry, { states }: Pick<Claude, 'states'>): void {
  new Gauge({
    name: 'leadwire_claude_breaker_state',
    help: '1 for the state that the circuit breaker of a model is in; open: other models answer instead.',
    labelNames: ['model', 'state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { model, state } of states())
        for (const name of breakerStates) this.set({ model, state: name }, name === state ? 1 : 0);
    },
  });
}
