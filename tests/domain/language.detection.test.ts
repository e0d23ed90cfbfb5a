import { expect, test } from '@jest/globals';
import { detectLanguage } from '../../domain/language';

test.each([
  ['Hi, is the house on Oak still available?', 'en'],
  ["I'm looking for 3 bedrooms", 'en'],
  ['yes', 'en'],
  ['Hola, busco casa en Houston', 'es'],
  ['Sí', 'es'],
  ['¿Cuánto cuesta?', 'es'],
  ['quiero vender mi casa', 'es'],
  ['3 recámaras y 2 baños por favor', 'es'],
  ['Olá, procuro um apartamento com dois quartos', 'pt'],
  ['não, obrigado', 'pt'],
  ['Bonjour, je cherche une maison avec 3 chambres', 'fr'],
  ['J’ai un budget de 300000', 'fr'],
])('%j is %s', (text, language) => {
  expect(detectLanguage(text, 'xx')).toBe(language);
});

test.each(['3', 'ok', 'Austin', '👍', '', '$450,000', 'no'])(
  '%j tells nothing, so the conversation decides',
  text => {
    expect(detectLanguage(text, 'es')).toBe('es');
    expect(detectLanguage(text, 'en')).toBe('en');
  },
);
