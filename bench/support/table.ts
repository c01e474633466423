// The figures of a benchmark as a Markdown table: one row each, with spread and limit.

/** The highest or lowest value allowed. */
export type Limit = { readonly highest: number } | { readonly lowest: number };

/** A row of the table. */
export interface Row {
  readonly name: string;
  /** The unit of all figures in the row. */
  readonly unit: string;
  /** The figure itself, or the median of several runs. */
  readonly value: number | string;
  readonly least?: number;
  readonly most?: number;
  /** Number of runs behind the median. */
  readonly runs?: number;
  /** Whether the measurement failed; `value` has the reason. */
  readonly failed?: boolean;
  readonly limit?: Limit;
}

/** Whether a figure is within its limit; NaN never is. */
export function withinLimit({ value, limit }: Row): boolean {
  if (limit === undefined) return true;
  return "highest" in limit ? Number(value) <= limit.highest : Number(value) >= limit.lowest;
}

/** The rows as a Markdown table; exceeded limits are bold. */
export function markdownTable(rows: readonly Row[]): string {
  const head = ["", "median", "least", "most", "runs", "limit"];
  const lines = [head, head.map(() => "---"), ...rows.map(cells)];
  return lines.map((line) => `|${line.map((cell) => (cell ? ` ${cell} |` : " |")).join("")}`).join("\n");
}

function cells(row: Row): readonly string[] {
  const figure = (value: number | string | undefined): string =>
    value === undefined ? "" : `${typeof value === "number" ? readable(value) : value}${row.unit && ` ${row.unit}`}`;
  return [
    row.name,
    figure(row.value),
    figure(row.least),
    figure(row.most),
    row.runs ? String(row.runs) : "",
    limitOf(row),
  ];
}

function limitOf(row: Row): string {
  if (row.limit === undefined) return "";
  const text =
    "highest" in row.limit ? `at most ${readable(row.limit.highest)}` : `at least ${readable(row.limit.lowest)}`;
  return withinLimit(row) ? text : `**${text}**`;
}

/** Three significant digits; all digits before the point. */
export function readable(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 99.95 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
