import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "#app/_components/page-header.tsx";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { RoleTable } from "./_components/role-table.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members.roles");
  return { title: t("title") };
}

const restrictions = ["onlyNumbers", "assignedOnly", "hidePhones", "noExport"] as const;

export default async function RolesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const [{ role }, t] = await Promise.all([
    requireMembership((await params).workspace),
    getTranslations("members"),
  ]);
  return (
    <PageBody>
      <PageHeader title={t("roles.title")} description={t("roles.description")} />
      <RoleTable ownRole={role} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Card>
          <CardHeader>
            <CardTitle>{t("roles.restrictionsTitle")}</CardTitle>
          </CardHeader>
          <CardContent className="grid gap-3 text-sm">
            <p className="text-pretty text-muted-foreground">{t("roles.restrictionsText")}</p>
            <dl className="grid gap-2">
              {restrictions.map((name) => (
                <div key={name}>
                  <dt className="font-medium">{t(`restrictions.${name}.label`)}</dt>
                  <dd className="text-pretty text-muted-foreground">{t(`restrictions.${name}.hint`)}</dd>
                </div>
              ))}
            </dl>
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("roles.assignTitle")}</CardTitle>
          </CardHeader>
          <CardContent className="text-pretty text-muted-foreground text-sm">
            {t("roles.assignText")}
          </CardContent>
        </Card>
      </div>
    </PageBody>
  );
}
