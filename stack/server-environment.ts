const passedOn = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SSL_CERT_FILE'];

/**
 * What an embedded server gets to see of our environment: no token, and no setting meant for us.
 * Temporal does not start without USER where the user has no entry in passwd, as in many containers.
 */
export function serverEnvironment(): Record<string, string> {
  const seen: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC', USER: 'leadwire' };
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) seen[name] = value;
  }
  return seen;
}
