import { DatabaseZap, Fingerprint, Gauge, ListFilter, LockKeyhole, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";

const promises = [
  { key: "stored", Icon: DatabaseZap },
  { key: "team", Icon: UsersRound },
  { key: "signed", Icon: Fingerprint },
  { key: "budget", Icon: Gauge },
  { key: "keys", Icon: LockKeyhole },
  { key: "allowlist", Icon: ListFilter },
] as const;

export function Promises() {
  const t = useTranslations("landing.promises");
  return (
    <section className="mx-auto grid w-full max-w-6xl gap-10 px-4 sm:px-6">
      <h2 className="text-balance font-semibold text-2xl tracking-tight sm:text-3xl">{t("title")}</h2>
      <ul className="grid gap-px overflow-hidden rounded-xl border bg-border sm:grid-cols-2 lg:grid-cols-3">
        {promises.map(({ key, Icon }) => (
          <li key={key} className="grid content-start gap-2 bg-card p-6">
            <span className="mb-2 grid size-9 place-items-center rounded-lg bg-primary/10 text-primary">
              <Icon aria-hidden className="size-4.5" />
            </span>
            <h3 className="font-semibold text-base">{t(`${key}.title`)}</h3>
            <p className="text-pretty text-muted-foreground text-sm leading-5.5">{t(`${key}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
