import { webhookHeaders, webhookPath, type WebhookDelivery } from './webhook-post';

/** A word that any POSIX shell takes as it stands, whatever is in it. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * JSON in ASCII only and in one line, so that no terminal's encoding changes a byte that was signed.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * One line to paste into a shell that delivers this webhook, signed.
 * @param file sends the bytes of this file instead of having them in the line
 */
export function curlCommand(delivery: WebhookDelivery, file?: string): string {
  const headers = Object.entries(webhookHeaders(delivery)).map(
    ([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`,
  );
  const body =
    file === undefined
      ? // `--data-raw`, for `--data` would read a file where the text begins with @.
        `--data-raw ${shellQuote(delivery.rawBody.toString('utf8'))}`
      : `--data-binary ${shellQuote(`@${file}`)}`;
  return ['curl -sS', shellQuote(`${delivery.apiUrl}${webhookPath}`), ...headers, body].join(' ');
}
