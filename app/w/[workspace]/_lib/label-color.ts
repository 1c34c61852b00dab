/** Colours that a label is offered, each with a name under `labels.swatches`. They stay apart for most kinds of sight. */
export const swatches = {
  red: "#d64545",
  orange: "#e8702a",
  amber: "#d9a514",
  green: "#2f9e5b",
  teal: "#128a8a",
  blue: "#2e86ab",
  indigo: "#4f5bd5",
  violet: "#8e44ad",
  pink: "#d6457e",
  slate: "#64748b",
} as const;

export type Swatch = keyof typeof swatches;
export const swatchNames = Object.keys(swatches) as Swatch[];

/** The relative luminance of `#rrggbb`, from 0 to 1, as WCAG 2 has it. */
function luminance(color: string): number {
  const channel = (start: number) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** The contrast of two colours, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Whether black or white is read better on a colour; the better one has a contrast of 4.5 at least on any. */
export const inkOn = (color: string): "black" | "white" =>
  contrast(color, "#000000") >= contrast(color, "#ffffff") ? "black" : "white";

/** The first offered colour that no label has yet. */
export function freshColor(used: readonly string[]): string {
  return Object.values(swatches).find((color) => !used.includes(color)) ?? swatches.blue;
}
