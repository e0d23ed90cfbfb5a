import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readOptOut } from '../../domain/opt-out';

describe('a lead who wants no more messages is understood', () => {
  test.each([
    ...[
      'stop',
      'STOP',
      'Stop.',
      'STOP!!!',
      ' stop ',
      '🛑 STOP 🛑',
      'S T O P',
      'ＳＴＯＰ',
      'st\u200bop',
      '"STOP"',
    ],
    ...[
      'STOPALL',
      'stop all',
      'UNSUBSCRIBE',
      'Cancel',
      'END',
      'quit.',
      'Revoke',
      'OPTOUT',
      'opt out',
      'Opt-Out',
    ],
    ...['stop please', 'Please stop', 'ok stop', 'stop stop stop', 'No, stop', 'Not interested, stop'],
    ...[
      'ALTO',
      'parar',
      'Baja',
      'CANCELAR',
      'detener',
      'Arrêt',
      'ARRET',
      'pare',
      'sair',
      'STOPP',
      'abmelden',
    ],
  ])('by the word %j', text => {
    expect(readOptOut(text)).toBe('opt_out');
  });

  test.each([
    'please stop texting me',
    'You need to stop texting me!',
    'I asked you to stop messaging me',
    'quit messaging me',
    'Take me off your list',
    'please take my name off your mailing list',
    'Remove me from this list',
    'remove my number',
    'Remove my number please',
    'lose my number',
    'do not contact me again',
    'DO NOT CONTACT',
    'Don’t text me anymore',
    'unsubscribe me',
    'how do I unsubscribe?',
    'I want to opt out',
    'opt me out of this',
    'I do not want to receive any more messages',
    'no more texts',
    'Stop sending me these messages',
    'I already bought a house. STOP',
    'Leave me alone!!',
    'dont want to be contacted',
    'no me escriba más',
    'Por favor deje de escribirme',
    'No quiero más mensajes',
    'Elimíneme de su lista',
  ])('by the sentence %j', text => {
    expect(readOptOut(text)).toBe('opt_out');
  });
});

describe('a lead who talks about something else stays a lead', () => {
  test.each([
    'weekend',
    'I know',
    'no',
    'the lease will end in May',
    'stop by the house on Sunday',
    'can you stop by?',
    'cancel my appointment',
    'Cancel the showing please',
    'ok cancel it',
    "don't stop looking",
    "I don't want you to stop texting me",
    'I want to quit renting',
    "I can't quit my job until May",
    'he needs to stop texting me',
    "My sister won't stop calling me",
    'Stop sending me listings over 500k',
    "Don't call me, text me",
    "don't text me before 9 please",
    'Do not call me at work, text instead',
    'can I opt out of the HOA?',
    "I'd like to opt out of the inspection",
    'bus stop',
    'next stop, closing!',
    'remove the carpet',
    'no more than 500k',
    'Palo Alto',
    'baja el precio',
    'no me llame hoy, mejor mañana',
    'How do we get off the waitlist?',
    '',
    '👍',
  ])('%j', text => {
    expect(readOptOut(text)).toBeNull();
  });
});

test.each(['START', 'start', 'Unstop', 'Start please', 'opt in'])('%j asks for messages again', text => {
  expect(readOptOut(text)).toBe('opt_in');
});

test.each(['yes', 'YES', 'Yes please', 'start looking in May'])('%j does not', text => {
  expect(readOptOut(text)).toBeNull();
});

test.each(['HELP', 'help!', '¡Ayuda!'])('%j asks who writes', text => {
  expect(readOptOut(text)).toBe('help');
});

test.each(['help me find a house', 'Info', 'I need info on the listing', 'help please'])(
  '%j is for an agent',
  text => {
    expect(readOptOut(text)).toBeNull();
  },
);

test('of 2,787 real messages none is taken for an opt-out: people say stop, end and quit about other things', () => {
  const file = readFileSync(join(__dirname, '../data/sms/sms-messages.tsv'), 'utf8');
  const lines = file.split('\n').slice(1).filter(Boolean);
  const taken = lines.filter(line => readOptOut(line.slice(line.indexOf('\t') + 1)) !== null);
  expect(lines.length).toBe(2_787);
  expect(taken).toEqual([]);
});

test('a megabyte of near misses is read in no time', () => {
  const hostile = [
    'stop '.repeat(200_000),
    'ever again '.repeat(100_000),
    'any more '.repeat(100_000),
    '!'.repeat(1e6),
  ];
  for (const text of hostile) {
    const begin = performance.now();
    readOptOut(`please dont want to receive ${text} x`);
    expect(performance.now() - begin).toBeLessThan(1_000);
  }
});
