import { readTop } from '../deploy/deployment-files';

/** The rows of every Markdown table of a page: the cells' texts, without heads and rules. */
export function tableRows(path: string): string[][] {
  const lines = readTop(path).split('\n');
  return lines.flatMap((line, at) => {
    const isRule = (text = ''): boolean => /^\|( -+ \|)+$/.test(text);
    if (!line.startsWith('|') || isRule(line) || isRule(lines[at + 1])) return [];
    return [
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map(cell => cell.trim()),
    ];
  });
}

/** What stands between backticks. */
export const codeIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
