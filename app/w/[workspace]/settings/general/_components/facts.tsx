import { useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";
import { localeNames, locales } from "#app/_lib/i18n/locales.ts";
import { pictureUrl } from "#app/_lib/workspaces/picture-url.ts";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Card, CardContent } from "#app/_ui/card.tsx";
import type { WorkspaceSettings } from "#server/workspaces/schemas.ts";

interface FactsProps {
  settings: WorkspaceSettings;
  addressStart: string;
}

/** The settings for those who may not change them. */
export function Facts({ settings, addressStart }: FactsProps) {
  const t = useTranslations("workspace");
  const { name, slug, timeZone } = settings;
  const locale = locales.find((known) => known === settings.locale);
  return (
    <Card className="py-2">
      <CardContent>
        <KeyValue
          items={[
            {
              label: t("details.name"),
              value: (
                <span className="flex items-center gap-2">
                  <Avatar name={name} imageUrl={pictureUrl(settings)} shape="square" size="sm" />
                  <span dir="auto">{name}</span>
                </span>
              ),
            },
            { label: t("address.label"), value: `${addressStart}${slug}` },
            { label: t("details.timeZone"), value: timeZone },
            { label: t("details.language"), value: locale ? localeNames[locale] : t("details.ownLanguage") },
          ]}
        />
      </CardContent>
    </Card>
  );
}
