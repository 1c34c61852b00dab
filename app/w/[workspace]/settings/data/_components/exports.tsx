"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Download, FileArchive, Inbox } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { RoomLeft } from "#app/_components/room-left.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { type ExportView, exportFormats } from "#server/data/schemas.ts";
import { ExportRow } from "./export-row.tsx";

interface ExportsProps {
  workspace: string;
  /** Everything, and everybody's exports; else only what they see in the inbox. */
  mayExportAll: boolean;
}

export function Exports({ workspace, mayExportAll }: ExportsProps) {
  const t = useTranslations("data.exports");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: exports } = useSuspenseQuery(trpc.data.exports.queryOptions({ workspace }));
  const begun = {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: trpc.data.pathKey() });
      toast.success(t("started"));
    },
  };
  const everything = useMutation(trpc.data.exportWorkspace.mutationOptions(begun));
  const inbox = useMutation(trpc.data.exportEvents.mutationOptions(begun));
  return (
    <Card className="pb-0">
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription className="max-w-prose text-pretty">
          {mayExportAll ? t("text") : t("textOwn")}
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-3">
        <div className="flex flex-wrap gap-2">
          {mayExportAll && (
            <FormatMenu
              icon={<FileArchive aria-hidden />}
              label={t("everything")}
              loading={everything.isPending}
              onChoose={(format) => everything.mutate({ workspace, format })}
            />
          )}
          <FormatMenu
            icon={<Inbox aria-hidden />}
            label={t("inbox")}
            loading={inbox.isPending}
            onChoose={(format) => inbox.mutate({ workspace, format })}
          />
        </div>
        <RoomLeft workspace={workspace} limit="exportsPerMonth" />
        <ErrorNotice error={everything.error ?? inbox.error} />
      </CardContent>
      {exports.length === 0 ? (
        <EmptyState
          icon={<Download />}
          title={t("emptyTitle")}
          text={t("emptyText")}
          className="mx-4 mb-4 py-8"
        />
      ) : (
        <ul aria-label={t("list")} className="divide-y border-t">
          {exports.map((item) => (
            <ExportRow key={item.id} workspace={workspace} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface FormatMenuProps {
  icon: ReactNode;
  label: string;
  loading: boolean;
  onChoose: (format: ExportView["format"]) => void;
}

function FormatMenu({ icon, label, loading, onChoose }: FormatMenuProps) {
  const t = useTranslations("data.exports");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" loading={loading}>
          {icon}
          {label}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {exportFormats.map((format) => (
          <DropdownMenuItem key={format} onSelect={() => onChoose(format)}>
            {t(format)}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
