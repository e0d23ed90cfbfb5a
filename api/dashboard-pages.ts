import { sourceLabel } from '../domain/run-explanation';
import type { Run } from '../store/runs';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
  input, button { font: inherit; padding: .5rem .8rem; } form { margin: 1rem 0; }
  .error { color: #c22; } nav a { margin-right: 1.5rem; }`;

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Leadwire</title><style>${style}</style></head><body><main>${content}</main></body></html>`;

export function signInPage(next: string, error: string | null): string {
  return page(
    'Sign in',
    `<h1>Leadwire</h1>
    <p>Sign in with the operator token. In development <code>npm start</code> prints it; else it is <code>ADMIN_TOKEN</code>.</p>
    ${error === null ? '' : `<p class="error" role="alert">${escape(error)}</p>`}
    <form method="post" action="/dashboard/session">
      <input type="hidden" name="next" value="${escape(next)}">
      <label>Operator token <input type="password" name="token" required autofocus autocomplete="current-password"></label>
      <button>Sign in</button>
    </form>`,
  );
}

/** The newest runs, each with the sentence that says what happened and its place in the Web UI. */
export function overviewPage(runs: readonly Run[], webUiPath: string | null): string {
  const rows = runs.map(run => {
    const id = escape(run.workflowId);
    const link =
      webUiPath !== null
        ? `<a href="${escape(webUiPath)}/${escape(encodeURIComponent(run.workflowId))}">${id}</a>`
        : id;
    const took = run.endedAt === null ? '' : `${Date.parse(run.endedAt) - Date.parse(run.startedAt)} ms`;
    return `<tr><td><time datetime="${run.startedAt}">${run.startedAt.slice(0, 19).replace('T', ' ')}</time></td>
      <td>${run.status}</td><td>${sourceLabel(run)}</td><td>${run.leadTemperature ?? ''}</td><td>${took}</td>
      <td>${escape(run.explanation)}</td><td>${link}</td></tr>`;
  });
  const table =
    rows.length === 0
      ? '<p>No webhook has come in yet. Send one: <code>npx leadwire send "Hi, I am looking for a 2 bedroom in Fremont"</code></p>'
      : `<div class="wide"><table><thead><tr><th>Started (UTC)</th><th>Status</th><th>Reply</th><th>Lead</th><th>Took</th>
        <th>What happened</th><th>Run</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return page(
    'Runs',
    `<h1>Leadwire</h1>
    <nav>${webUiPath === null ? '' : `<a href="${escape(webUiPath)}">Temporal Web UI</a>`}<a href="/v1/openapi.json">Operations API</a><a href="/readyz">Health</a></nav>
    <h2>Newest runs</h2>${table}
    <form method="post" action="/dashboard/sign-out"><button>Sign out</button></form>`,
  );
}
