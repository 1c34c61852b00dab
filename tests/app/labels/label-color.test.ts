import fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, freshColor, inkOn, swatches } from "#app/w/[workspace]/_lib/label-color.ts";
import { colorSchema } from "#server/labels/schemas.ts";

const colors = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);

test("the name on a label is readable on every colour there is", () => {
  fc.assert(
    fc.property(colors, (color) => {
      const ink = inkOn(color) === "black" ? "#000000" : "#ffffff";
      expect(contrast(color, ink)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 2_000 },
  );
});

test("contrast is as WCAG has it, whichever colour comes first", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 1);
  fc.assert(
    fc.property(colors, colors, (a, b) => {
      expect(contrast(a, b)).toBe(contrast(b, a));
    }),
  );
});

test("offered colours are colours, and a new label gets one that is free", () => {
  for (const color of Object.values(swatches)) expect(colorSchema.parse(color)).toBe(color);
  expect(new Set(Object.values(swatches)).size).toBe(Object.values(swatches).length);
  expect(freshColor([])).toBe(swatches.red);
  expect(freshColor([swatches.red])).toBe(swatches.orange);
  expect(freshColor(Object.values(swatches))).toBe(swatches.blue);
});
