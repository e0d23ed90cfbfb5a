import { randomBytes } from 'node:crypto';
import { systemClock } from '../runtime/clock';
import { GhlRefusal, textField, type GhlCall, type GhlHandler } from './ghl-call';
import { newId } from './ghl-state';

/** Access tokens last about a day. */
const tokenLifeSeconds = 86_399;
const hourMs = 3_600_000;
const slotsShown = 4;

/** Each use of a refresh token replaces it, as with the real one. */
function issueToken(call: GhlCall, locationId: string): Record<string, unknown> {
  const accessToken = randomBytes(24).toString('base64url');
  call.state.learnLocation(accessToken, locationId);
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: tokenLifeSeconds,
    refresh_token: randomBytes(24).toString('base64url'),
    scope: 'conversations/message.readonly conversations/message.write contacts.readonly contacts.write',
    userType: textField(call, 'user_type', 'Location'),
    locationId,
    companyId: 'simulated-company',
    userId: `user-of-${locationId}`,
  };
}

function token(call: GhlCall): Record<string, unknown> | GhlRefusal {
  const proof = textField(call, 'code') || textField(call, 'refresh_token');
  if (proof === '') return new GhlRefusal(422, ['code or refresh_token should not be empty']);
  // A code may name the location it installs: `install-{locationId}`.
  return issueToken(call, /^install-(.+)$/.exec(proof)?.[1] ?? 'simulated-location');
}

const calendarOf = (locationId: string) => ({
  id: `calendar-of-${locationId}`,
  locationId,
  name: 'Viewings',
  isActive: true,
});

function freeSlots(call: GhlCall): Record<string, unknown> {
  const from = Number(call.query.get('startDate')) || systemClock.now().getTime();
  const firstHour = Math.ceil(from / hourMs) * hourMs;
  const slots = Array.from({ length: slotsShown }, (_, index) =>
    new Date(firstHour + index * hourMs).toISOString(),
  );
  return { [slots[0]?.slice(0, 10) ?? '']: { slots }, traceId: newId() };
}

const opportunityOf = (call: GhlCall, id: string) => ({
  id,
  locationId: call.locationId,
  name: textField(call, 'name', 'Opportunity'),
  status: textField(call, 'status', 'open'),
  pipelineId: textField(call, 'pipelineId', `pipeline-of-${call.locationId}`),
  contactId: textField(call, 'contactId'),
});

/** Handlers by operation id: what surrounds contacts and conversations, in its least form. */
export const accountOperations: Readonly<Record<string, GhlHandler>> = {
  'get-access-token': token,
  'get-location-access-token': call => issueToken(call, textField(call, 'locationId')),
  'get-installed-location': () => ({ locations: [], count: 0, installToFutureLocations: false }),
  'get-location': call => ({
    location: { id: call.path['locationId'], name: 'Simulated location', timezone: 'America/New_York' },
  }),
  'get-custom-fields': () => ({ customFields: [] }),
  'get-custom-values': () => ({ customValues: [] }),
  'get-user-by-location': call => ({
    users: [
      {
        id: `user-of-${call.locationId}`,
        name: 'Alex Agent',
        firstName: 'Alex',
        lastName: 'Agent',
        email: 'alex.agent@example.com',
        roles: { type: 'account', role: 'user', locationIds: [call.locationId] },
      },
    ],
  }),
  'get-calendars': call => ({ calendars: [calendarOf(call.locationId)] }),
  'get-slots': freeSlots,
  'create-appointment': call => ({ id: newId(), ...call.body }),
  'edit-appointment': call => ({ id: call.path['eventId'], ...call.body }),
  'search-opportunity': () => ({ opportunities: [], meta: { total: 0 }, aggregations: {} }),
  'get-pipelines': call => ({
    pipelines: [
      { id: `pipeline-of-${call.locationId}`, name: 'Leads', locationId: call.locationId, stages: [] },
    ],
  }),
  'update-opportunity': call => ({ opportunity: opportunityOf(call, call.path['id'] ?? '') }),
  'update-opportunity-status': () => ({ succeded: true }),
  'Upsert-opportunity': call => ({ opportunity: opportunityOf(call, newId()), new: true }),
};
