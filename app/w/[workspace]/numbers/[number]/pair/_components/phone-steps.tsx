import { useTranslations } from "next-intl";

const steps = ["open", "menu", "link", "scan"] as const;

/** The way through WhatsApp, in the words of its own menus. */
export function PhoneSteps() {
  const t = useTranslations("numbers.pairing.steps");
  return (
    <section className="grid gap-3">
      <h2 className="font-semibold text-base">{t("title")}</h2>
      <ol className="grid gap-3">
        {steps.map((step, index) => (
          <li key={step} className="flex gap-3">
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full bg-secondary font-medium text-xs"
            >
              {index + 1}
            </span>
            <span className="text-pretty pt-0.5">
              {t.rich(step, { b: (words) => <strong className="font-semibold">{words}</strong> })}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
