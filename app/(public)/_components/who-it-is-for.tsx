import { Building2, Handshake, ShoppingBag, Stethoscope, Truck } from "lucide-react";
import { useTranslations } from "next-intl";

const desks = [
  { key: "clinics", Icon: Stethoscope },
  { key: "property", Icon: Building2 },
  { key: "shops", Icon: ShoppingBag },
  { key: "logistics", Icon: Truck },
  { key: "agencies", Icon: Handshake },
] as const;

export function WhoItIsFor() {
  const t = useTranslations("landing.who");
  return (
    <section className="mx-auto grid w-full max-w-6xl gap-10 px-4 sm:px-6">
      <h2 className="text-balance font-semibold text-2xl tracking-tight sm:text-3xl">{t("title")}</h2>
      <ul className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-5">
        {desks.map(({ key, Icon }) => (
          <li key={key} className="grid content-start gap-1.5">
            <Icon aria-hidden className="mb-1 size-5 text-primary" />
            <h3 className="font-semibold text-sm">{t(`${key}.title`)}</h3>
            <p className="text-pretty text-muted-foreground text-sm">{t(`${key}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
