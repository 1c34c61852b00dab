import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "./_components/empty-state.tsx";
import { Button } from "./_ui/button.tsx";

export default function NotFound() {
  const t = useTranslations("errors.notFound");
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <EmptyState
        heading="h1"
        className="w-full max-w-lg border-0"
        icon={<Compass />}
        title={t("title")}
        text={t("why")}
        action={
          <Button asChild variant="outline">
            <Link href="/">{t("action")}</Link>
          </Button>
        }
      />
    </main>
  );
}
