import { ArrowDown, ArrowRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { InboxVignette } from "./inbox-vignette.tsx";

export function Hero() {
  const t = useTranslations("landing.hero");
  return (
    <section className="relative isolate -mt-14 overflow-hidden px-4 pt-28 sm:px-6 sm:pt-34">
      <div
        aria-hidden
        className="-z-10 absolute inset-x-0 top-0 h-160 bg-radial-[60%_70%_at_50%_0%] from-primary/14 to-transparent"
      />
      <div className="mx-auto grid max-w-3xl justify-items-center gap-5 text-center">
        <p className="rounded-full border bg-card px-3 py-1 font-medium text-muted-foreground text-xs shadow-xs">
          {t("eyebrow")}
        </p>
        <h1 className="text-balance font-semibold text-4xl leading-[1.08] tracking-[-0.03em] sm:text-6xl">
          {t("title")}
        </h1>
        <p className="max-w-2xl text-pretty text-base text-muted-foreground leading-7 sm:text-lg">
          {t("text")}
        </p>
        <div className="mt-1 flex flex-wrap justify-center gap-3">
          <StartLink />
          <Button asChild variant="outline" size="lg">
            <a href="#how">
              {t("how")}
              <ArrowDown aria-hidden />
            </a>
          </Button>
        </div>
        <p className="text-balance text-muted-foreground text-sm">{t("note")}</p>
      </div>
      <InboxVignette />
    </section>
  );
}

/** The page's one call to action. */
export function StartLink() {
  const t = useTranslations("landing.hero");
  return (
    <Button asChild size="lg">
      <Link href="/sign-in">
        {t("start")}
        <ArrowRight aria-hidden className="rtl:rotate-180" />
      </Link>
    </Button>
  );
}
