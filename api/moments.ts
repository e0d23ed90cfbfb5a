import { z } from 'zod';

/** ISO 8601. The year 0 has a name there, but not in Postgres. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine(text => !text.startsWith('0000'), 'there is no year 0');
