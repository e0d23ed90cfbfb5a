/** How contact details look in a text. All patterns are global and linear; none holds state between uses of `replace`. */

export const emailPattern = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;

/**
 * Phone numbers: ten digits of the North American plan in any grouping (area code and exchange
 * begin with 2–9), or an international number with its `+`. Shorter groups are left alone: "500-1000"
 * is a price range.
 */
export const phonePattern =
  /(?<![\d$€£.,-])(?:\+?1[\s.-]?)?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[\s.-]?)[2-9]\d{2}[\s.-]?\d{4}(?!\d|[,.]\d)|(?<![\d$€£])\+[1-9]\d{0,2}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,4}\d{2,4}(?!\d)/g;

/** Words after a number that make it a count, a time or a distance instead of a house number. */
const notInStreetName =
  '(?!(?:beds?|bedrooms?|bd|bdr|br|brs|baths?|bathrooms?|ba|stor(?:y|ies)|cars?|acres?|sq|sqft|feet|ft|square|miles?|mi|blocks?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|k|m|mil|thousand|million|pm|am|rooms?|max|maximum|min|minimum|tops|monthly|homes?|houses?|units?|people|kids|dogs?|cats?|on|in|at|near|of|off|from|to|the|a|an|and|or|by|is|for|with|per|down|percent)\\b)';
const capitalWord = `${notInStreetName}(?:[A-Z][\\p{L}'.-]{0,30}|\\d{1,3}(?:st|nd|rd|th))`;
const anyWord = `${notInStreetName}(?:[\\p{L}][\\p{L}'.-]{0,30}|\\d{1,3}(?:st|nd|rd|th))`;
const houseNumber = '(?<![\\d$€£.,-])\\d{1,5}(?:-\\d{1,5}|[A-Za-z])?';
const unit = '(?:,?\\s+(?:(?:[Aa]pt|[Uu]nit|[Ss]uite|[Ss]te)\\.?\\s*#?\\w{1,6}|#\\s?\\w{1,6}))?';
/** Say "street" whatever their case. */
const plainSuffix =
  '(?:[Ss]treet|STREET|[Aa]venue|AVENUE|[Aa]ve|AVE|[Rr]oad|ROAD|[Rr]d|RD|[Bb]oulevard|[Bb]lvd|BLVD|[Ll]ane|[Ll]n|LN|[Hh]ighway|[Hh]wy|[Tt]errace|[Pp]kwy|[Pp]arkway|[Dd]r|DR|[Cc]ir)';
/** Everyday words too ("a 20 minute drive"): they count only with a capital, after capitals. */
const capitalSuffix =
  '(?:Drive|Court|Ct|Commons?|Place|Pl|Way|Circle|Square|Loop|Trail|Run|Walk|Row|Plaza|Park|Point|View|Crossing|Alley|Path|Cove|Bend|Ridge|Pass|Glen|Vista|Real)';

/** Towns and quarters: in "1500 max St Louis" nobody lives in a Max Street. */
const saint =
  '(?:[Ll]ouis|[Pp]ete|[Pp]etersburg|[Pp]aul|[Cc]loud|[Aa]ugustine|[Cc]harles|[Gg]eorge|[Jj]ohns?|[Jj]oe|[Jj]oseph|[Ll]ucie|[Mm]arys?|[Hh]elena|[Hh]elens|[Ss]imons|[Cc]lair|[Cc]roix|[Tt]homas|[Aa]lbans|[Ii]gnace)';
/** "St" before a capital begins the name of a place, unless what comes before it is written as a street's name is. */
const shortStreet = '(?:[Ss]t|ST)\\b';
const streetAtEnd = `${shortStreet}(?!\\.?\\s+(?:\\p{Lu}|${saint}\\b))`;
const streetAfterCapitals = `${shortStreet}(?!\\.?\\s+${saint}\\b)`;

/** House number, one to four words, and what a street is called by. */
export const streetAddressPattern = new RegExp(
  [
    `${houseNumber}\\s+(?:${anyWord}\\s+){1,4}?(?:${plainSuffix}\\b|${streetAtEnd})\\.?${unit}`,
    `${houseNumber}\\s+(?:${capitalWord}\\s+){1,4}?(?:${capitalSuffix}\\b|${streetAfterCapitals}\\.?)${unit}`,
  ].join('|'),
  'gu',
);
