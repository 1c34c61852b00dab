import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Card } from "#app/_ui/card.tsx";
import { cn } from "#app/_ui/cn.ts";
import { allRoles, permissions, type Resource, type Role, rolesThatMay } from "#server/members/roles.ts";

/** Permissions by what they are about, in the order of the role table. */
const groups = Map.groupBy(permissions, (permission) => permission.split(".", 1)[0] as Resource);

/** The one table of roles, for people to read; the viewer's own column stands out. */
export function RoleTable({ ownRole }: { ownRole: Role }) {
  const t = useTranslations("members");
  return (
    <Card className="gap-0 overflow-hidden py-0">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="relative overflow-x-auto" aria-label={t("roles.table")} tabIndex={0}>
        <table className="w-full border-collapse text-sm">
          <caption className="sr-only">{t("roles.table")}</caption>
          <Head ownRole={ownRole} />
          <tbody>
            {[...groups].map(([resource, actions]) => (
              <Fragment key={resource}>
                <tr className="border-y bg-muted/50">
                  <th
                    scope="colgroup"
                    colSpan={allRoles.length + 1}
                    className="px-4 py-1.5 text-start font-medium text-muted-foreground text-xs"
                  >
                    {t(`resources.${resource}`)}
                  </th>
                </tr>
                {actions.map((permission) => (
                  <tr key={permission} className="border-b last:border-0">
                    <th scope="row" className="min-w-44 px-4 py-2 text-start font-normal">
                      {t(`permissions.${permission}`)}
                    </th>
                    {allRoles.map((role) => (
                      <Cell
                        key={role}
                        may={rolesThatMay(permission).includes(role)}
                        isOwn={role === ownRole}
                      />
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

function Head({ ownRole }: { ownRole: Role }) {
  const t = useTranslations("members.roles");
  const tRoles = useTranslations("common.roles");
  return (
    <thead>
      <tr>
        <th scope="col" className="px-4 py-2.5 text-start align-bottom font-medium">
          {t("permission")}
        </th>
        {allRoles.map((role) => (
          <th key={role} scope="col" className="min-w-18 px-2 py-2.5 text-center align-bottom font-medium">
            <span className="grid justify-items-center gap-1">
              {role === ownRole && <Badge tone="primary">{t("yourRole")}</Badge>}
              <span className="block text-balance first-letter:uppercase">{tRoles(role)}</span>
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell({ may, isOwn }: { may: boolean; isOwn: boolean }) {
  const t = useTranslations("members.roles");
  return (
    <td className={cn("px-2 py-2 text-center", isOwn && "bg-primary/5")}>
      {may ? (
        <Check className="mx-auto size-4 text-success" aria-hidden />
      ) : (
        <Minus className="mx-auto size-4 text-muted-foreground/60" aria-hidden />
      )}
      <span className="sr-only">{may ? t("yes") : t("no")}</span>
    </td>
  );
}
