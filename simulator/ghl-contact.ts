import { createHash } from 'node:crypto';

export interface SimulatedContact {
  readonly id: string;
  /** `unknown` until a request says it. */
  locationId: string;
  firstName: string;
  lastName: string;
  name: string;
  email: string;
  phone: string;
  country: string;
  timezone: string | null;
  source: string;
  assignedTo: string;
  dnd: boolean;
  dndSettings: Record<string, { status: string; message?: string; code?: string }>;
  tags: string[];
  customFields: { id: string; value: unknown }[];
  readonly dateAdded: string;
  dateUpdated: string;
}

const firstNames = ['Maya', 'Daniel', 'Sofia', 'James', 'Priya', 'Lucas', 'Elena', 'Marcus', 'Grace', 'Omar'];
const lastNames = [
  'Torres',
  'Nguyen',
  'Patel',
  'Brooks',
  'Kim',
  'Rivera',
  'Olsen',
  'Hughes',
  'Sato',
  'Weber',
];

const pick = (list: readonly string[], seed: number): string => list[seed % list.length] ?? '';

/** A person made from an id: the same id is always the same person. Numbers are of the fictional 555-01xx. */
export function contactFromId(id: string, locationId: string, now: string): SimulatedContact {
  const digest = createHash('sha256').update(id).digest();
  const firstName = pick(firstNames, digest.readUInt16BE(0));
  const lastName = pick(lastNames, digest.readUInt16BE(2));
  const areaCode = 201 + (digest.readUInt16BE(4) % 700);
  const line = String(digest.readUInt16BE(6) % 100).padStart(2, '0');
  return {
    id,
    locationId,
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    email: `${firstName}.${lastName}.${digest.toString('hex', 8, 11)}@example.com`.toLowerCase(),
    phone: `+1${areaCode}55501${line}`,
    country: 'US',
    timezone: null,
    source: 'simulator',
    assignedTo: `user-of-${locationId}`,
    dnd: false,
    dndSettings: {},
    tags: [],
    customFields: [],
    dateAdded: now,
    dateUpdated: now,
  };
}
