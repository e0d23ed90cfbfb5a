/**
 * Wording that steers by a class which the US Fair Housing Act protects (42 U.S.C. 3604: race, color,
 * religion, sex, familial status, national origin, disability), and the proxies for it that HUD's
 * guidance on advertising names or that stand for one in this trade. English and Spanish.
 *
 * What describes the home alone is left alone: "family room", "single-family home", "master bedroom",
 * "wheelchair accessible", "quiet street".
 */
export type ProtectedClass =
  | 'race_or_origin'
  | 'religion'
  | 'sex'
  | 'familial_status'
  | 'disability'
  | 'safety'
  | 'schools'
  | 'exclusivity';

const place =
  '(?:neighbou?rhoods?|areas?|communit(?:y|ies)|part of town|side of town|suburbs?|streets?|blocks?|buildings?|complex(?:es)?|towns?|cit(?:y|ies)|zip codes?|places?|environment|location)';
const lugar =
  '(?:vecindarios?|barrios?|zonas?|[aá]reas?|comunidad(?:es)?|colonias?|fraccionamientos?|edificios?|calles?|lugar(?:es)?|ambiente|ciudad|residencial(?:es)?)';
const people =
  '(?:people|folks|families|residents|neighbou?rs|households|population|majority|crowd|buyers|tenants|renters|couples|owners)';
const gente =
  '(?:gente|personas|familias|residentes|vecinos|población|mayoría|inquilinos|compradores|parejas)';
const origin =
  '(?:white|black|caucasian|african[- ]american|hispanic|latin[oax]s?|mexican|cuban|puerto rican|dominican|haitian|asian|chinese|korean|vietnamese|filipino|japanese|indian|pakistani|arab|persian|middle eastern|african|european|russian|polish|italian|irish|german|armenian|native american|immigrant|foreign(?:er)?|minority)';
const origen =
  '(?:blanc[oa]s?|negr[oa]s?|hispan[oa]s?|latin[oa]s?|mexican[oa]s?|cuban[oa]s?|puertorriqueñ[oa]s?|asi[aá]tic[oa]s?|chin[oa]s?|[aá]rabes?|african[oa]s?|inmigrantes?|extranjer[oa]s?|american[oa]s?|anglos?)';
const faith =
  '(?:christian|catholic|protestant|evangelical|baptist|mormon|lds|jewish|orthodox|muslim|islamic|hindu|buddhist|sikh|religious|faith[- ]based|god[- ]fearing)';
const fe =
  '(?:cristian[oa]s?|cat[oó]lic[oa]s?|evang[eé]lic[oa]s?|jud[ií][oa]s?|musulman[ae]?s?|religios[oa]s?)';
const worship = '(?:church(?:es)?|synagogues?|mosques?|temples?|parish(?:es)?|shul)';
const culto = '(?:iglesias?|sinagogas?|mezquitas?|parroquias?|templos?)';
const suited = '(?:perfect|ideal|great|best|suited|suitable|good|wonderful|excellent|made|meant|designed)';
const ideal = '(?:perfect[oa]s?|ideal(?:es)?|excelente|buen[oa]|hech[oa]|pensad[oa]|adecuad[oa])';
const praise =
  '(?:good|great|excellent|best|better|top|top[- ]rated|top[- ]notch|highly[- ]rated|well[- ]rated|award[- ]winning|strong|amazing|fantastic|wonderful|outstanding|superb|blue ribbon|a[- ]rated|quality|bad|poor|failing|terrible|weak|solid)';
const alabanza =
  '(?:buen[oa]s?|excelentes?|mejores|muy buen[oa]s?|de primera|prestigios[oa]s?|mal[oa]s?|reconocid[oa]s?)';

type Rules = readonly (readonly [ProtectedClass, string])[];

const english: Rules = [
  [
    'race_or_origin',
    // "A Chinese food place" says nothing about who lives there.
    `\\b(?:mostly |mainly |predominantly |largely |heavily |all[- ]|very |a )*${origin}[- ](?:(?!food|grocery|takeout|style)\\w+ )?(?:${place}|${people})\\b`,
  ],
  [
    'race_or_origin',
    `\\b(?:mostly|mainly|predominantly|majority|largely|heavily|primarily) ${origin}\\b|\\b(?:full of|lots of|many|few|no|a lot of) ${origin}s?\\b(?! (?:cabinets?|countertops?|kitchens?|appliances|tiles?|marble|paint|trim|fences?|oaks?|doors?|walls?|restaurants?|food|options?|style))`,
  ],
  [
    'race_or_origin',
    `\\b(?:other|fellow) ${origin}s?\\b|\\b(?:people|folks|families|others|neighbou?rs) (?:just |a lot |more )?like (?:you|yourself|yours)\\b|\\byour (?:own )?(?:kind|people|ethnicity|race|culture)\\b|\\b(?:racial|ethnic)(?:ly)?\\b|\\b(?:integrated|diverse|mixed|homogen\\w+) ${place}\\b|\\bno (?:foreigners|immigrants|minorities|section 8 people)\\b|\\bfit (?:right )?in (?:better|there with)\\b`,
  ],
  ['religion', `\\b${faith}[- ](?:\\w+ )?(?:${place}|${people}|values|homes?|landlords?)\\b`],
  [
    'religion',
    `\\b${worship} (?:are |is )?(?:nearby|close by|around|within|down the street|in the area|next door|on every)\\b|\\b(?:near|close to|next to|by|walking distance (?:to|of|from)|steps (?:to|from)|minutes (?:to|from)|lots of|plenty of|several|many)(?: \\w+){0,2} (?:${worship})\\b(?!\\s(?:street|st|road|rd|avenue|ave|lane|hill|tx|texas)\\b)`,
  ],
  [
    'sex',
    `\\b${suited} for (?:an? |any )?(?:\\w+ )?(?:m[ae]n|wom[ae]n|gentlem[ae]n|lad(?:y|ies)|bachelors?|bachelorettes?|guys|girls|males?|females?)\\b|\\b(?:males?|females?|wom[ae]n|m[ae]n|ladies|gentlemen|girls|guys)[- ](?:only|preferred)\\b|\\bonly (?:for )?(?:males?|females?|women|men)\\b|\\bno (?:men|women|males|females|guys|girls)\\b|\\bprefers? (?:an? )?(?:males?|females?|women|men|ladies)\\b`,
  ],
  [
    'familial_status',
    `\\b${suited} (?:fit |choice |place |home |spot |area )*(?:for|to raise) (?:an? |any |the |your |you and your |all |many |new |young |growing |big |large |small |raising |starting )*(?:famil(?:y|ies)|kids|children|singles?|single (?:people|person|professionals?|parents?|moms?|dads?)|couples?|newlyweds|empty[- ]nesters?|retirees?|seniors|professionals|young professionals?|students|adults|millennials|parents)\\b`,
  ],
  [
    'familial_status',
    `\\b(?:famil(?:y|ies)|kids?|child(?:ren)?|single|couple)s?[- ](?:friendly|oriented|focused|centered)\\b|\\bfamily (?:neighbou?rhoods?|areas?|communit(?:y|ies)|streets?|buildings?|complex|town|environment|atmosphere)\\b|\\b(?:raise|raising) (?:an? |your )?(?:famil(?:y|ies)|kids|children)\\b`,
  ],
  [
    'familial_status',
    `\\b(?:no|without|free of|not allow(?:ed|ing)?|doesn'?t (?:allow|accept|take)|don'?t (?:allow|accept|take)|not (?:suitable|meant|appropriate) for) (?:any |small |young )?(?:kids|children|child|babies|infants|toddlers|teens|families|pregnan\\w+)\\b(?! (?:in the listing|menu))|\\b(?:kid|child)[- ]?free\\b|\\b(?:adults?|singles|couples|seniors|mature persons?)[- ]only\\b|\\b(?:only|just) (?:adults|singles|couples|families)\\b|\\bmature (?:adults?|couples?|persons?|tenants?)\\b|\\b(?:lots|plenty|full) of (?:young )?(?:families|kids|children|singles|retirees)\\b|\\b(?:young|many) families\\b`,
  ],
  [
    'familial_status',
    '\\b(?:mostly|mainly|primarily|only|not many|hardly any|few|many|fewer|more) (?:young |elderly |older |single |working )*(?:retirees|seniors|families|singles|couples|students|young people|old people|elderly|kids|children)\\b(?= (?:live|living|around|there|here|in|nearby|next))',
  ],
  [
    'disability',
    `\\bable[- ]bodied\\b|\\b(?:no|not (?:suitable|ideal|meant|appropriate|good|great|right) for|unsuitable for|doesn'?t (?:accept|take|allow)|don'?t (?:accept|take|allow|rent to|want)|can'?t have) (?:any |an? |people (?:with|in|who use) |someone (?:with|in) |anyone (?:with|in) |the )*(?:wheelchairs?|disabled|disabilit(?:y|ies)|handicapp?ed|handicaps?|mentally ill|mental illness|blind|deaf|service (?:animals?|dogs?)|emotional support (?:animals?|dogs?))\\b|\\bmust be (?:physically |mentally )?(?:healthy|fit|able to (?:climb|walk))\\b|\\bhealthy (?:people|tenants?|residents?|buyers?)\\b|\\b(?:crippled?|retarded|wheelchair[- ]bound)\\b|\\b(?:away from|without) (?:the )?(?:disabled|handicapped)\\b`,
  ],
  [
    'safety',
    `\\b(?:very |really |super |pretty |extremely |quite |more |nice |a )*(?:safe|safer|safest|dangerous|sketchy|shady|rough|crime[- ]free|low[- ]crime|high[- ]crime|unsafe|ghetto|bad)(?:,? (?:and )?(?:\\w+),?){0,2} ${place}\\b|\\b${place}(?:'s| is| are| feels?| looks?)(?: \\w+)? (?:safe|safer|safest|unsafe|dangerous|sketchy|rough|ghetto)\\b|\\b(?:it'?s|it is|that'?s|is|are) (?:a )?(?:very |really |super |pretty |quite |totally |perfectly |not |so )?(?:safe|unsafe|dangerous) (?:there|around|here|at night|to walk|for)\\b`,
  ],
  [
    'safety',
    '\\b(?:low|lower|lowest|high|little|less|no|minimal|barely any|hardly any|almost no|zero) crime\\b|\\bcrime (?:is|rates? (?:is|are)|here|there) (?:very |really |pretty |quite )?(?:low|lower|high|down|up|rare|not)\\b|\\bghetto\\b',
  ],
  [
    'schools',
    `\\b${praise}(?:,? (?:and )?(?:\\w+)){0,2} (?:schools?|school (?:districts?|system|zone)s?)\\b|\\bschools?(?: districts?)?(?: (?:there|here|nearby|in (?:the|that) area))? (?:is|are|has|have|rates?|gets?|scores?)(?: (?:very|really|some|one|of|the|all|pretty|quite|so|also|among))* (?:good|great|excellent|best|top|highly|well|amazing|fantastic|strong|outstanding|bad|poor|terrible|failing|\\d+ ?(?:/|out of))|\\bgreat for schools\\b`,
  ],
  [
    'exclusivity',
    `\\b(?:very |highly |most |super |an? )*(?:exclusive|prestigious|elite|restricted|upper[- ]class|high[- ]class)(?:,? (?:and )?\\w+){0,1} (?:${place}|enclaves?|club|residents?|people|families|set)\\b|\\b(?:${place}|it'?s|it is|is)(?: (?:is|are))?(?: (?:very|so|quite|really|pretty))* exclusive(?=[.!,;]|$)|\\b(?:right|desirable|undesirable|better|wrong) (?:kind|sort|type|class) of (?:people|neighbou?rs|families|crowd)\\b`,
  ],
];

const spanish: Rules = [
  [
    'race_or_origin',
    `(?:${lugar}|${gente})(?: es| son| de)?(?: muy| mayormente| mayoritariamente| principalmente| casi tod[oa]s?| gente| familias)* ${origen}(?!\\p{L})|(?<!\\p{L})(?:muchos|puros|pocos|mayor[ií]a (?:de )?|llen[oa] de) ${origen}(?!\\p{L})|(?<!\\p{L})(?:gente|personas|familias|vecinos) como (?:usted(?:es)?|t[uú]|ustedes|nosotros)(?!\\p{L})|(?<!\\p{L})(?:de )?su (?:propia )?(?:gente|raza|cultura|etnia)(?!\\p{L})|(?<!\\p{L})${lugar} (?:diversa?s?|mixt[oa]s?|étnic[oa]s?)(?!\\p{L})`,
  ],
  [
    'religion',
    `(?:${lugar}|${gente}|valores)(?: es| son)?(?: muy)? ${fe}(?!\\p{L})|(?<!\\p{L})(?:cerca de|junto a|al lado de|a pasos de|muchas|varias|a minutos de)(?: (?:la|las|una|varias|muchas|el|un))? ${culto}(?!\\p{L})|(?<!\\p{L})${culto} (?:cerca|cercanas?|a pasos|en la zona|alrededor)(?!\\p{L})`,
  ],
  [
    'sex',
    `(?<!\\p{L})${ideal} para (?:un |una |unos |unas )?(?:\\p{L}+ )?(?:hombres?|mujer(?:es)?|caballeros?|damas?|señoritas?)(?!\\p{L})|(?<!\\p{L})(?:s[oó]lo|solamente|[uú]nicamente) (?:para )?(?:hombres?|mujer(?:es)?|damas|caballeros|señoritas?)(?!\\p{L})`,
  ],
  [
    'familial_status',
    `(?<!\\p{L})${ideal} (?:\\p{L}+ )?para (?:una? |su |las |los |criar |formar )*(?:familias?|niñ[oa]s|hij[oa]s|solter[oa]s?|parejas?|reci[eé]n casados|jubilad[oa]s|estudiantes|j[oó]venes|profesionales|adultos)(?!\\p{L})|(?<!\\p{L})(?:${lugar}) (?:muy )?(?:familiar|para familias|de familias|ideal para niños)(?!\\p{L})`,
  ],
  [
    'familial_status',
    `(?<!\\p{L})(?:sin|no (?:se )?(?:aceptan?|permiten?|admiten?|queremos|hay)) (?:niñ[oa]s|hij[oa]s|familias|bebés|menores)(?!\\p{L})|(?<!\\p{L})(?:s[oó]lo|solamente|[uú]nicamente) (?:para )?(?:adultos|solter[oa]s|parejas|familias|jubilados)(?!\\p{L})|(?<!\\p{L})criar (?:a )?(?:sus? )?(?:hijos|niños|familia)(?!\\p{L})|(?<!\\p{L})muchas familias(?!\\p{L})`,
  ],
  [
    'disability',
    `(?<!\\p{L})(?:no (?:se )?(?:aceptan?|permiten?|admiten?|es (?:apt[oa]|adecuad[oa]))|sin)(?: (?:para|a|personas|gente|con|en))* (?:discapacitad[oa]s?|discapacidad(?:es)?|minusv[aá]lid[oa]s?|sillas? de ruedas|animales de servicio|enferm[oa]s)(?!\\p{L})`,
  ],
  [
    'safety',
    `(?<!\\p{L})${lugar}(?: es| son| está)?(?: muy| bastante| m[aá]s| tranquil[oa] y)* (?:segur[oa]s?|insegur[oa]s?|peligros[oa]s?)(?!\\p{L})|(?<!\\p{L})(?:baj[oa]|poc[oa]|sin|cero|menos|alt[oa]|much[oa]|nada de) (?:[ií]ndice de |tasa de )?(?:crimen|criminalidad|delincuencia|violencia)(?!\\p{L})|(?<!\\p{L})(?:es|son) (?:muy |bastante )?(?:segur[oa]s?|peligros[oa]s?) (?:vivir|caminar|ah[ií]|all[ií]|de noche|para)(?!\\p{L})`,
  ],
  [
    'schools',
    `(?<!\\p{L})${alabanza} (?:escuelas?|colegios?|distritos? escolar(?:es)?)(?!\\p{L})|(?<!\\p{L})(?:escuelas?|colegios?|distritos? escolar(?:es)?)(?: de la zona| cercan[oa]s?| ah[ií])?(?: es| son| est[aá]n?| tienen?)?(?: muy| de los| de las| entre las)* (?:buen[oa]s?|excelentes?|mejores|mal[oa]s?|de primera|bien calificad[oa]s?)(?!\\p{L})`,
  ],
  [
    'exclusivity',
    `(?<!\\p{L})${lugar}(?: es| son)?(?: muy| m[aá]s| m[aá]s de)* (?:exclusiv[oa]s?|[eé]lite|prestigios[oa]s?)(?!\\p{L})|(?<!\\p{L})(?:exclusiv[oa]s?|prestigios[oa]s?) ${lugar}(?!\\p{L})|(?<!\\p{L})gente (?:bien|de bien|decente|adecuada)(?!\\p{L})`,
  ],
];

/** Each is tried on one clause at a time. */
export const fairHousingRules: readonly (readonly [ProtectedClass, RegExp])[] = [...english, ...spanish].map(
  ([name, source]) => [name, new RegExp(source, 'iu')],
);
