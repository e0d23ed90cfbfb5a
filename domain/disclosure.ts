/**
 * A tenant's line on who writes, behind the first message to a lead. The guard leaves room for it
 * (`ReplyCheckOptions.tailCharacters`), so that both fit the channel.
 */
export const withDisclosure = (text: string, disclosure: string | null): string =>
  disclosure === null ? text : `${text}${tailOf(disclosure)}`;

const tailOf = (disclosure: string): string => `\n${disclosure}`;

/** How many characters of a message the line takes. */
export const disclosureCharacters = (disclosure: string | null): number =>
  disclosure === null ? 0 : tailOf(disclosure).length;
