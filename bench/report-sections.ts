import { textTable } from '../main/commands/text-table';

/** A part of a report: the same words and tables for the terminal and for Markdown. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly table?: { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

export const sectionLines = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ title, notes, table }) => [
    ...['', title, ...notes],
    ...(table ? textTable(table.headings, table.rows) : []),
  ]);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function sectionsMarkdown(sections: readonly Section[]): string {
  const shown = sections.map(({ title, notes, table }) => {
    const rule = table?.headings.map((_, column) => (column === 0 ? '---' : '---:')) ?? [];
    const rows = table ? ['', line(table.headings), line(rule), ...table.rows.map(line)] : [];
    return [
      `## ${title}`,
      '',
      ...notes.flatMap((note, at) => (at === 0 ? [note] : ['', note])),
      ...rows,
    ].join('\n');
  });
  return shown.join('\n\n');
}
