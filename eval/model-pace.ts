/** How fast a model is taken to answer. */
interface ModelPace {
  /** Milliseconds until the answer begins. */
  readonly firstTokenMs: number;
  /** Milliseconds for each token of it. */
  readonly msPerOutputToken: number;
}

/**
 * What `--pace` has the simulator keep to, so that a long answer takes longer than a short one and strategies
 * can be compared. Assumed, in the range that people report of models of these sizes; not measured here.
 */
export const assumedPaces: Readonly<Record<string, ModelPace>> = {
  'claude-haiku-5-5': { firstTokenMs: 350, msPerOutputToken: 5 },
  'claude-sonnet-5-5': { firstTokenMs: 700, msPerOutputToken: 12 },
};

/** Sets a simulator to these paces. */
export async function keepPace(simulatorUrl: string): Promise<void> {
  const response = await fetch(`${simulatorUrl}/simulator/latency`, {
    method: 'POST',
    body: JSON.stringify({ models: assumedPaces }),
  });
  if (!response.ok) throw new Error(`the simulator refused the pace: ${await response.text()}`);
}
