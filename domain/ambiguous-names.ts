/**
 * Names that are also everyday words, months, places or landmarks, in lower case. In "May 5", "I
 * will" or "a house in Austin" they are no person, and to hide them would change what is said.
 */
const words = `
  will may mark grace hope faith joy bill rich art frank dean chase grant drew hunter mason cooper miles dale
  glen cliff rob pat sue jack gene ray may june april august summer autumn dawn eve christian major ernest
  price cash banks park parks hill lake woods wood rivers river brook brooks field fields house houses church bush
  king prince knight young long short small little rich poor green brown white black gray grey gold silver stone
  rose lily daisy violet iris ivy olive sunny rainey stormy sky star best good love day weeks month winter
  street lane way court land lands moody sharp strong swift bird fox wolf lamb bishop baker carpenter mason
  cook ford case call page ward wall walls waters wells west east north south close hall ball bond gates
  austin dallas houston paris london charlotte madison savannah sydney florence phoenix denver
  jackson lincoln washington cleveland orlando aurora arlington victoria carolina georgia virginia dakota
  montana israel jordan chad kenya india china chelsea brooklyn bronx jersey troy salem eugene fremont
  mercedes chase key sandy rocky cruz mar luz sol paz flores rosa casas`;

const ambiguousNames: ReadonlySet<string> = new Set(words.split(/\s+/).filter(Boolean));

/** True where a name says too little by itself: one or two letters, or an everyday word. */
export function isAmbiguousName(name: string): boolean {
  return name.length <= 2 || ambiguousNames.has(name.toLowerCase());
}
