import { newGhlId } from '../main/commands/inbound-message';

/** One message to send: each from a lead of its own, so that one send is expected for each. */
export interface BenchMessage {
  readonly locationId: string;
  readonly contactId: string;
  readonly text: string;
}

/** Names of one run of the benchmark, so that nothing of an earlier run can be in the way. */
export interface BenchNames {
  location(index: number): string;
  contact(phase: string, index: number): string;
}

export function newBenchNames(locations: number, tag = newGhlId().slice(0, 8)): BenchNames {
  return {
    location: index => `bench-${tag}-${index % locations}`,
    contact: (phase, index) => `bench-${tag}-${phase}-${index}`,
  };
}

/** First questions that come again and again; their replies may be repeated to another lead. */
export const recurringQuestions = [
  'Hi, I am looking for a 2 bedroom in Fremont',
  'Do you have any 3 bedroom homes in Oakland under 800k?',
  'I want to sell my house, can you help?',
] as const;

/** Nobody has asked this before: a new street name in each, so that no cache can have an answer. */
export function newQuestion(): string {
  const letters = newGhlId()
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
    .slice(0, 9);
  return `Is the 3 bedroom home in Fremont by ${letters} park still available?`;
}

export function coldMessages(names: BenchNames, phase: string, count: number): BenchMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    locationId: names.location(index),
    contactId: names.contact(phase, index),
    text: newQuestion(),
  }));
}

/** Recurring questions, spread so that each location gets each of them. */
export function warmMessages(
  names: BenchNames,
  phase: string,
  count: number,
  locations: number,
): BenchMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    locationId: names.location(index),
    contactId: names.contact(phase, index),
    text: question(Math.floor(index / locations)),
  }));
}

const question = (index: number): string =>
  recurringQuestions[index % recurringQuestions.length] ?? recurringQuestions[0];
