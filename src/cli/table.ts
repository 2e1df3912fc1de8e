/** Rows below a heading, in columns that line up; empty columns are left out. The first is a name, the rest figures. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const shown = heading.map((_, column) => column).filter((column) => rows.some((row) => row[column] !== ''));
  const widths = shown.map((column) => Math.max(...[heading, ...rows].map((row) => row[column]!.length)));
  return [heading, ...rows].map((row) =>
    shown
      .map((column, index) =>
        index === 0 ? row[column]!.padEnd(widths[index]!) : row[column]!.padStart(widths[index]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
