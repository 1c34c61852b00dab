"use client";

import { useState } from "react";
import type { z } from "zod";
import { useReasonText } from "./use-reason-text.ts";

type Faults = {
  /** What is wrong with a field, in words; nothing before somebody has tried to send the form. */
  of: (field: string) => string | undefined;
  /** Whether nothing is wrong; else leads to the first fault, which may have been scrolled out of a dialog. */
  check: (form: HTMLFormElement) => boolean;
};

/** Judges a form by the API's own rules, whose complaints are keys of `errors.<domain>.`, or of `errors.` itself. */
export function useFaults(domain: string, schema: z.ZodType, entries: unknown): Faults {
  const reasonText = useReasonText();
  const [wasTried, setWasTried] = useState(false);
  const issues = schema.safeParse(entries).error?.issues ?? [];
  return {
    of(field) {
      // The first complaint about a field is the plainest.
      const fault = wasTried && issues.find(({ path }) => path[0] === field)?.message;
      return fault ? (reasonText(`${domain}.${fault}`) ?? reasonText(fault) ?? fault) : undefined;
    },
    check(form) {
      setWasTried(true);
      if (issues.length > 0) {
        requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      }
      return issues.length === 0;
    },
  };
}
