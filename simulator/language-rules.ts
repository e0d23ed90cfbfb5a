const spanishWords =
  /\b(el|la|los|las|una?|de|que|y|en|con|para|por|mi|su|es|estoy|busco|buscando|quiero|necesito|tengo|casa|hola|gracias|sí|cuánto|dónde|cuando|comprar|vender|rentar|alquilar|habitaciones|recámaras|baños|presupuesto|mes|próximo|menos|más|pero|muy|lo|al|antes|posible|porque|sin|prisa|efectivo|contado|ya|claro)\b/gi;
const englishWords =
  /\b(the|a|an|i|i'm|is|are|to|of|and|in|for|my|we|you|it|looking|want|need|have|with|house|home|hi|hello|thanks|yes|how|what|where|when|buy|sell|rent|month|next|not|please|do)\b/gi;

/** `es` or `en`, by function words and the letters only Spanish has. */
export function languageOf(texts: readonly string[]): 'en' | 'es' {
  const text = texts.join(' ');
  const spanish = (text.match(spanishWords)?.length ?? 0) + (/[ñ¿¡]/i.test(text) ? 3 : 0);
  const english = text.match(englishWords)?.length ?? 0;
  return spanish > english ? 'es' : 'en';
}

/** Whether a text holds any word by which its language can be told; "ok" and "500k" do not. */
export const tellsLanguage = (text: string): boolean =>
  text.match(spanishWords) !== null || text.match(englishWords) !== null;
