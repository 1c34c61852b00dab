import type { NumberView } from "#server/numbers/view.ts";

/** Tells numbers of the same name apart, before something irreversible. */
export function PhoneLine({ number }: { number: NumberView }) {
  if (!number.phoneNumber) return null;
  return (
    <p className="font-medium text-foreground" dir="auto">
      {number.phoneNumber}
    </p>
  );
}
