import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";

export function PairHeader({ workspace, name }: { workspace: string; name: string }) {
  const t = useTranslations("numbers.pairing");
  return (
    <PageHeader
      above={
        <Link
          href={`/w/${workspace}/numbers`}
          className="inline-flex min-h-6 items-center gap-1 justify-self-start text-muted-foreground text-sm hover:text-foreground"
        >
          <ArrowLeft className="size-3.5 rtl:rotate-180" aria-hidden />
          {t("back")}
        </Link>
      }
      title={t("title", { name })}
      description={t("description")}
    />
  );
}
