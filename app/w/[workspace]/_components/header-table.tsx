import { useTranslations } from "next-intl";

/** HTTP headers as they arrived. */
export function HeaderTable({ headers }: { headers: Record<string, string> }) {
  const t = useTranslations("inbox.headers");
  return (
    <table className="w-full table-fixed text-xs">
      <thead className="text-muted-foreground">
        <tr className="border-b">
          <th scope="col" className="w-2/5 py-1.5 pe-3 text-start font-medium">
            {t("name")}
          </th>
          <th scope="col" className="py-1.5 text-start font-medium">
            {t("value")}
          </th>
        </tr>
      </thead>
      <tbody className="font-mono" dir="ltr">
        {Object.entries(headers).map(([name, value]) => (
          <tr key={name} className="border-b align-top last:border-0">
            <td className="break-words py-1.5 pe-3 text-start text-muted-foreground">{name}</td>
            <td className="break-all py-1.5 text-start">{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
