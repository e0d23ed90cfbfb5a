import { fairHousingRules, type ProtectedClass } from './fair-housing-words';
import { quoted, refusal, type Refusal } from './refusal';

const matterOf: Readonly<Record<ProtectedClass, string>> = {
  race_or_origin: 'who lives in an area',
  religion: 'religion or places of worship',
  sex: 'the sex of those it suits',
  familial_status: 'the kind of household it suits',
  disability: 'disability',
  safety: 'safety or crime',
  schools: 'the quality of schools',
  exclusivity: 'how exclusive an area is',
};

/** Who says that they may not speak of it, or where else to read of it, steers nobody. */
const declining =
  /\b(?:can(?:'?t|not)|am not able|are not able|not able|unable|not allowed|may not|must not|won'?t|don'?t|do not|isn'?t something|by law|fair[- ]housing)\b[^.!?]{0,60}\b(?:say|speak|speaking|comment|describe|advise|tell|judge|steer|rate|recommend|share|discuss|talk|answer|opinion|weigh in|discriminat\w+|based on)\b|(?<!\p{L})no (?:puedo|podemos|debo|debemos|me es posible|nos es posible)(?!\p{L})[^.!?]{0,60}(?<!\p{L})(?:decir\w*|hablar|comentar|describir|aconsejar|opinar|recomendar|calificar)|\bfair[- ]housing\b|\bvivienda justa\b/iu;

/** Parts of a text that stand for themselves: "I can't say, but it is very safe" declines only once. */
const clausesOf = (text: string): string[] =>
  text
    .split(
      /[.!?;\n]+|,?\s(?:but|though|although|still|however|honestly|between us|pero|aunque|sin embargo)\s|\s[-–—]\s/iu,
    )
    .filter(clause => clause.trim() !== '');

/**
 * The US Fair Housing Act, as far as words show it: no steering by a protected class, nor by what stands
 * for one (schools, safety, churches, who would like it there). In English and Spanish.
 */
export function refusalOfSteering(text: string): Refusal | null {
  const plain = text.replace(/\s+/g, ' ');
  for (const clause of clausesOf(plain)) {
    if (declining.test(clause)) continue;
    for (const [matter, pattern] of fairHousingRules) {
      const words = pattern.exec(clause)?.[0];
      if (words === undefined) continue;
      return refusal(
        'fair_housing',
        `The reply speaks of ${matterOf[matter]} (${quoted(words)}), which fair-housing law forbids. Speak of the home only.`,
      );
    }
  }
  return null;
}
