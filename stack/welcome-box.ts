import type { SimulatorUrls } from './process-environment';

/** The widest line that fits the narrowest terminal people still use. */
const widest = 78;

export interface WelcomeFacts {
  readonly apiUrl: string;
  /** Whether the Temporal Web UI answers under the API. */
  readonly hasTemporalUi: boolean;
  /** Shown only where it was made up by us. */
  readonly adminToken: string | undefined;
  readonly simulators: SimulatorUrls;
}

/** The one box that a start ends with. */
export function welcomeBox(facts: WelcomeFacts): string {
  const simulated = [facts.simulators.ghlUrl && 'GoHighLevel', facts.simulators.claudeUrl && 'Claude'];
  return boxAround([
    'Leadwire is running',
    '',
    `API               ${facts.apiUrl}`,
    `Dashboard         ${facts.apiUrl}/dashboard`,
    ...(facts.hasTemporalUi ? [`Temporal Web UI   ${facts.apiUrl}/temporal`] : []),
    ...(facts.adminToken ? [`Admin token       ${facts.adminToken}`] : []),
    `Simulated         ${simulated.filter(Boolean).join(', ') || 'nothing'}`,
    '',
    'Send a first webhook, from another terminal:',
    '  npx leadwire send "Hi, I\'m looking for a 2 bedroom in Fremont"',
    '  npm run demo',
    '',
    'Ctrl-C drains and stops everything.',
  ]);
}

/** Draws a box; a line that is too long sticks out rather than lose an address. */
function boxAround(lines: readonly string[]): string {
  const width = Math.min(widest - 4, Math.max(...lines.map(line => line.length)));
  const edge = '─'.repeat(width + 2);
  const rows = lines.map(line => `│ ${line.padEnd(width)} │`);
  return [`╭${edge}╮`, ...rows, `╰${edge}╯`].join('\n');
}
