import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * The metrics of this process, for Prometheus: whatever is to be seen at `/metrics` registers itself
 * here, under a name that begins with `leadwire_`. Labels are closed lists (a type, a tier, an
 * outcome); never a location, a contact or a message, of which there is no end.
 */
export interface Metrics {
  readonly registry: Registry;
  readonly contentType: string;
  /** Everything as it is now, in Prometheus's text format. */
  text(): Promise<string>;
}

/** With Node's own figures (CPU, memory, event loop, garbage collection) registered already. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, contentType: registry.contentType, text: () => registry.metrics() };
}
