const valueOf: Readonly<Record<string, number>> = {
  ...{
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    eleven: 11,
    twelve: 12,
  },
  ...{
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    seventy: 70,
    eighty: 80,
    ninety: 90,
  },
  ...{ hundred: 100, thousand: 1e3, million: 1e6 },
  ...{ dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10, quince: 15 },
  ...{ veinte: 20, treinta: 30, cuarenta: 40, cincuenta: 50, cien: 100, mil: 1e3, millón: 1e6 },
};

const factorOf = (scale: string): number => {
  if (/^(?:k|mil|thousand)$/.test(scale)) return 1e3;
  return /^(?:m|million)$/.test(scale) ? 1e6 : 1;
};

/** "$500k", "500,000" and "500000" are one number, "5th" and "five" are 5. A number of several words is its parts. */
export function numbersIn(text: string): string[] {
  const lower = text.toLowerCase();
  const inDigits = /(\d[\d,]*(?:\.\d+)?)(?:\s?(k|m|mil|thousand|million)(?!\p{L}))?/gu;
  const digits = [...lower.matchAll(inDigits)].map(([, number = '', scale = '']) =>
    String(Number(number.replace(/,/g, '')) * factorOf(scale)),
  );
  const words = (lower.replace(inDigits, ' ').match(/\p{L}+/gu) ?? []).flatMap(word => {
    const value = Object.hasOwn(valueOf, word) ? valueOf[word] : undefined;
    return value === undefined ? [] : [String(value)];
  });
  return [...digits, ...words];
}
