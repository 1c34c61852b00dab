"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { toast } from "sonner";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#app/_ui/dialog.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { ClockName, Retention, RetentionPreview } from "#server/data/schemas.ts";

interface ReviewRetentionProps {
  workspace: string;
  before: Retention;
  /** What is to be saved; null while the dialog is closed. */
  after: Retention | null;
  onClose: () => void;
  onSaved: () => void;
}

/** What would be deleted, and the last word. */
export function ReviewRetention({ after, onClose, ...rest }: ReviewRetentionProps) {
  return (
    <Dialog open={after !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>{after && <Review after={after} onClose={onClose} {...rest} />}</DialogContent>
    </Dialog>
  );
}

function Review({ workspace, before, after, onClose, onSaved }: ReviewRetentionProps & { after: Retention }) {
  const t = useTranslations("data.retention");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const preview = useQuery(trpc.data.previewRetention.queryOptions({ workspace, ...after }, { gcTime: 0 }));
  const save = useMutation(
    trpc.data.setRetention.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.data.pathKey() });
        onSaved();
        onClose();
        toast.success(t("saved"));
      },
    }),
  );
  const changed = (Object.keys(after) as ClockName[]).filter((clock) => after[clock] !== before[clock]);
  const isDeleting = changed.some((clock) => (preview.data?.[clock].going ?? 0) > 0);
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t("dialogTitle")}</DialogTitle>
        <DialogDescription>{t("dialogText")}</DialogDescription>
      </DialogHeader>
      <dl className="grid divide-y rounded-md border text-sm">
        {changed.map((clock) => (
          <Change
            key={clock}
            clock={clock}
            before={before[clock]}
            after={after[clock]}
            preview={preview.data?.[clock]}
          />
        ))}
      </dl>
      <ErrorNotice error={preview.error ?? save.error} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{tCommon("cancel")}</Button>
        </DialogClose>
        <Button
          variant={isDeleting ? "destructive" : "default"}
          disabled={!preview.data}
          loading={save.isPending}
          onClick={() => save.mutate({ workspace, ...after })}
        >
          {isDeleting ? t("saveDeleting") : t("save")}
        </Button>
      </DialogFooter>
    </>
  );
}

interface ChangeProps {
  clock: ClockName;
  before: number | null;
  after: number | null;
  preview: RetentionPreview[ClockName] | undefined;
}

function Change({ clock, before, after, preview }: ChangeProps) {
  const t = useTranslations("data.retention");
  const format = useFormatter();
  const words = (days: number | null) => (days === null ? t("forever") : t("days", { days }));
  return (
    <div className="grid gap-0.5 px-3 py-2">
      <dt className="flex flex-wrap justify-between gap-x-3">
        <span className="font-medium">{t(clock)}</span>
        <span className="text-muted-foreground">
          {words(before)} → {words(after)}
        </span>
      </dt>
      <dd className="tabular-nums" aria-live="polite">
        {preview ? (
          <>
            {t("going", { going: preview.going, total: preview.total })}
            {preview.going > 0 && preview.oldest && (
              <span className="text-muted-foreground">
                {" · "}
                {t("oldest", { date: format.dateTime(new Date(preview.oldest), { dateStyle: "medium" }) })}
              </span>
            )}
          </>
        ) : (
          <Skeleton className="h-5 w-40" />
        )}
      </dd>
    </div>
  );
}
