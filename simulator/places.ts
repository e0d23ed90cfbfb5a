/** Cities known by name even when written small: the Bay Area and the largest of the United States. */
const knownPlaces = [
  'Alameda',
  'Antioch',
  'Belmont',
  'Benicia',
  'Berkeley',
  'Brentwood',
  'Burlingame',
  'Campbell',
  'Castro Valley',
  'Cloverdale',
  'Concord',
  'Corte Madera',
  'Cotati',
  'Cupertino',
  'Daly City',
  'Danville',
  'Dixon',
  'Dublin',
  'El Cerrito',
  'El Sobrante',
  'Emeryville',
  'Fairfield',
  'Foster City',
  'Fremont',
  'Gilroy',
  'Half Moon Bay',
  'Hayward',
  'Healdsburg',
  'Hercules',
  'Lafayette',
  'Larkspur',
  'Livermore',
  'Los Altos',
  'Los Gatos',
  'Martinez',
  'Menlo Park',
  'Mill Valley',
  'Millbrae',
  'Milpitas',
  'Morgan Hill',
  'Mountain View',
  'Napa',
  'Newark',
  'Novato',
  'Oakland',
  'Oakley',
  'Pacifica',
  'Palo Alto',
  'Petaluma',
  'Pinole',
  'Pittsburg',
  'Pleasant Hill',
  'Pleasanton',
  'Redwood City',
  'Richmond',
  'Rio Vista',
  'Rohnert Park',
  'San Anselmo',
  'San Bruno',
  'San Carlos',
  'San Fran',
  'San Francisco',
  'San Jose',
  'San Leandro',
  'San Lorenzo',
  'San Mateo',
  'San Pablo',
  'San Rafael',
  'San Ramon',
  'Santa Clara',
  'Santa Rosa',
  'Saratoga',
  'Sausalito',
  'Sebastopol',
  'Sonoma',
  'South San Francisco',
  'St Helena',
  'Suisun City',
  'Sunnyvale',
  'Tiburon',
  'Union City',
  'Vacaville',
  'Vallejo',
  'Walnut Creek',
  'Windsor',
  'Atlanta',
  'Austin',
  'Baltimore',
  'Boston',
  'Charlotte',
  'Chicago',
  'Columbus',
  'Dallas',
  'Denver',
  'Detroit',
  'El Paso',
  'Fort Lauderdale',
  'Fort Worth',
  'Houston',
  'Indianapolis',
  'Jacksonville',
  'Las Vegas',
  'Long Beach',
  'Los Angeles',
  'Memphis',
  'Miami',
  'Milwaukee',
  'Minneapolis',
  'Nashville',
  'New Orleans',
  'New York',
  'Brooklyn',
  'Orlando',
  'Philadelphia',
  'Phoenix',
  'Portland',
  'Rancho Cucamonga',
  'Sacramento',
  'San Antonio',
  'San Diego',
  'Scottsdale',
  'Seattle',
  'St Louis',
  'Tampa',
  'Tucson',
] as const;

const shortNames: Readonly<Record<string, string>> = {
  sf: 'San Francisco',
  sfo: 'San Francisco',
  nyc: 'New York',
  la: 'Los Angeles',
};

// Longest first, so that "South San Francisco" is not read as "San Francisco".
const byLength = [...knownPlaces].sort((a, b) => b.length - a.length);
/** A property is often named for its town: "Concord Court" is no wish to live in Concord. */
const known = new RegExp(
  `\\b(${byLength.join('|').replaceAll(' ', '\\s+')})\\b(?!\\s+(?:apartments?|court|place|gardens?|village|terrace|house|manor|street|st|avenue|ave|road|rd|drive|park apartments))`,
  'gi',
);
/** A word with a capital after a word of place; weekdays, months and the like are not places. */
const named =
  /\b(?:in|near|around|at|over in|located in|close to|en|cerca de|por)\s+(?:the\s+|el\s+|la\s+)?((?:[A-Z][\w'’.-]*)(?:\s+(?:[A-Z][\w'’.-]*|de|del|la|los|las)){0,3})/gu;
const notAPlace =
  /^(i|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|fall|winter|english|spanish|ok|okay|yes|no|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b/i;
const property =
  /\b(apartments?|court|place|gardens?|village|terrace|towers?|residences?|lofts?|street|avenue|road|drive|lane)\b/i;

const titled = (name: string): string =>
  name
    .replace(/\s+/g, ' ')
    .replace(/(^|\s)(\p{L})/gu, (_whole, space: string, letter: string) => space + letter.toUpperCase());

/** The places that a text names, in its order, each once. */
export function placesIn(text: string): { readonly name: string; readonly sure: boolean }[] {
  const found = new Map<string, boolean>();
  for (const [, name = ''] of text.matchAll(known)) found.set(titled(name), true);
  for (const [, short = ''] of text.matchAll(/\b(?:in|near|around|en)\s+(sfo?|nyc|la)\b(?!\s+[a-zñ])/gi)) {
    found.set(shortNames[short.toLowerCase()] ?? short, true);
  }
  for (const [, name = ''] of text.matchAll(named)) {
    const clean = name.replace(/[.,!?]+$/, '');
    const isKnown = [...found.keys()].some(place => clean.includes(place) || place.includes(clean));
    if (!isKnown && !notAPlace.test(clean) && !property.test(clean)) found.set(clean, false);
  }
  return [...found].map(([name, sure]) => ({ name, sure }));
}
