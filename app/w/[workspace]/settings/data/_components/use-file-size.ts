"use client";

import { useFormatter } from "next-intl";

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Gives a function that writes a number of bytes as people read it: `1.2 MB`. */
export function useFileSize(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    const unit = units[power] ?? "byte";
    return format.number(bytes / 1000 ** power, { style: "unit", unit, maximumFractionDigits: 1 });
  };
}
