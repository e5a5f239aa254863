/** A table of Markdown with aligned columns, as prettier writes it. */
export function markdownTable(header: string[], rows: string[][]): string {
  const cells = [header, ...rows].map((row) => row.map(escapeCell));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => [...(row[column] ?? "")].length)));
  const lines = cells.map((row) => tableLine(row.map((cell, column) => pad(cell, widths[column]))));
  const rule = tableLine(widths.map((width) => "-".repeat(width)));
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function tableLine(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, "\\|");
}

function pad(cell: string, width = 0): string {
  return cell + " ".repeat(width - [...cell].length);
}
