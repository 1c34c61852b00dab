import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { Callout } from "#app/_components/callout.tsx";
import { Hero, StartLink } from "./_components/hero.tsx";
import { HowItWorks } from "./_components/how-it-works.tsx";
import { Promises } from "./_components/promises.tsx";
import { WhoItIsFor } from "./_components/who-it-is-for.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("landing");
  return { title: { absolute: `Moltdesk · ${t("title")}` }, description: t("hero.text") };
}

export default function LandingPage() {
  const t = useTranslations("landing");
  return (
    <main className="flex flex-col gap-24 pb-24 sm:gap-32 sm:pb-32">
      <Hero />
      <Promises />
      <HowItWorks />
      <WhoItIsFor />
      <div className="mx-auto grid w-full max-w-3xl gap-16 px-4 sm:px-6">
        <Callout tone="warning" title={t("plain.title")}>
          {t("plain.text")}
        </Callout>
        <section className="grid justify-items-center gap-4 text-center">
          <h2 className="text-balance font-semibold text-2xl tracking-tight">{t("end.title")}</h2>
          <p className="text-balance text-base text-muted-foreground">{t("end.text")}</p>
          <StartLink />
        </section>
      </div>
    </main>
  );
}
