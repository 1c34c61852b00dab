import { useTranslations } from "next-intl";

const steps = ["connect", "pair", "answer"] as const;

export function HowItWorks() {
  const t = useTranslations("landing.how");
  return (
    <section id="how" className="mx-auto grid w-full max-w-6xl scroll-mt-20 gap-10 px-4 sm:px-6">
      <h2 className="text-balance font-semibold text-2xl tracking-tight sm:text-3xl">{t("title")}</h2>
      <ol className="grid gap-8 md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step} className="grid content-start gap-1.5 border-primary border-t-2 pt-4">
            <span aria-hidden className="font-mono text-primary text-sm">
              {index + 1}
            </span>
            <h3 className="font-semibold text-base">{t(`${step}.title`)}</h3>
            <p className="text-pretty text-muted-foreground text-sm leading-5.5">{t(`${step}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
