import { z } from "zod";

export const faultSchema = z.strictObject({
  /** `POST /v1/checkout/sessions`, or a part of it; `*` stands for any text. */
  route: z.string().min(1),
  /** The status to answer instead of working. */
  status: z.int().min(400).max(599).optional(),
  /** Cut the connection before the work is done, or after it. */
  drop: z.enum(["before", "after"]).optional(),
  /** Ends by itself after so many hits; stays until it is cleared when left out. */
  times: z.int().positive().optional(),
});
export type Fault = z.infer<typeof faultSchema>;

export type Faults = {
  add(fault: Fault): void;
  /** The first fault that this call meets; counts the hit. */
  strike(method: string, path: string): Fault | null;
  list(): Fault[];
  clear(): void;
};

function meets(fault: Fault, call: string): boolean {
  const pattern = fault.route
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(pattern).test(call);
}

export function createFaults(): Faults {
  let faults: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    strike(method, path) {
      const met = faults.find(({ fault }) => meets(fault, `${method} ${path}`));
      if (!met) return null;
      met.left -= 1;
      faults = faults.filter(({ left }) => left > 0);
      return met.fault;
    },
    list: () => faults.map(({ fault }) => fault),
    clear: () => {
      faults = [];
    },
  };
}
