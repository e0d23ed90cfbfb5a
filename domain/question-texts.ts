import type { QuestionName } from './qualification-flow';
import type { LeadType } from './vocabulary';

type Texts = Readonly<Record<QuestionName, string>>;

const english: Texts = {
  lead_type: 'Are you looking to buy, sell or rent?',
  budget: 'What budget do you have in mind?',
  location: 'Which area would you like to live in?',
  timeline: 'When would you like to move?',
  requirements: 'How many bedrooms and bathrooms do you need?',
  financing: 'Have you spoken with a lender yet, or would you pay cash?',
  motivation: 'What has you thinking about a move?',
  condition: 'Would you take on a home that needs some work, or should it be move-in ready?',
  price: 'What price would you be happy with?',
};

const spanish: Texts = {
  lead_type: '¿Quiere comprar, vender o rentar?',
  budget: '¿Qué presupuesto tiene en mente?',
  location: '¿En qué zona le gustaría vivir?',
  timeline: '¿Para cuándo le gustaría mudarse?',
  requirements: '¿Cuántas recámaras y baños necesita?',
  financing: '¿Ya habló con un banco, o pagaría de contado?',
  motivation: '¿Qué le hace pensar en mudarse?',
  condition: '¿Aceptaría una casa que necesite arreglos, o la prefiere lista para mudarse?',
  price: '¿Con qué precio estaría contento?',
};

/** Where a seller or a renter is asked the same thing in other words. */
const variants: Readonly<Record<string, Partial<Record<LeadType, Partial<Texts>>>>> = {
  en: {
    seller: {
      timeline: 'Would selling within the next 30 to 45 days work for you?',
      motivation: 'What has you thinking about selling, and where would you go next?',
      condition: 'What condition is the home in? Any repairs needed?',
    },
    renter: {
      budget: 'What monthly rent are you comfortable with?',
      financing: 'Would you be ready with a deposit and proof of income?',
      condition: 'Do you need it furnished, or is unfurnished fine?',
    },
  },
  es: {
    seller: {
      timeline: '¿Le funcionaría vender en los próximos 30 a 45 días?',
      motivation: '¿Qué le hace pensar en vender, y a dónde se mudaría?',
      condition: '¿En qué condición está la casa? ¿Necesita reparaciones?',
    },
    renter: {
      budget: '¿Qué renta mensual le queda cómoda?',
      financing: '¿Tendría listo el depósito y comprobante de ingresos?',
      condition: '¿La necesita amueblada, o sin muebles está bien?',
    },
  },
};

/**
 * A question in words, short and warm.
 * @param language ISO 639-1; English where there are no words for it
 */
export function questionText(question: QuestionName, leadType: LeadType, language: string): string {
  const known = language === 'es' ? 'es' : 'en';
  const usual = known === 'es' ? spanish : english;
  return variants[known]?.[leadType]?.[question] ?? usual[question];
}
