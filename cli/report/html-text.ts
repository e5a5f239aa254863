const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML has it, in elements and attributes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter]!);
}
