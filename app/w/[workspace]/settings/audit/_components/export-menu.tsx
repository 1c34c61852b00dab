"use client";

import { Download, FileJson, FileSpreadsheet } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { AuditFilter } from "#server/audit/schemas.ts";

interface ExportMenuProps {
  workspace: string;
  filter: AuditFilter;
}

/** Files of the log: as it is filtered, and always the whole of it in the form that can be verified. */
export function ExportMenu({ workspace, filter }: ExportMenuProps) {
  const t = useTranslations("audit.export");
  const href = (format: "csv" | "json", asked: AuditFilter) =>
    `/w/${workspace}/settings/audit/export?${new URLSearchParams({ format, ...asked })}`;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline">
          <Download aria-hidden />
          {t("action")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {isFiltered && (
          <DropdownMenuItem asChild>
            <a href={href("csv", filter)} download>
              <FileSpreadsheet aria-hidden />
              {t("csvFiltered")}
            </a>
          </DropdownMenuItem>
        )}
        {isFiltered && (
          <DropdownMenuItem asChild>
            <a href={href("json", filter)} download>
              <FileJson aria-hidden />
              {t("jsonFiltered")}
            </a>
          </DropdownMenuItem>
        )}
        <DropdownMenuItem asChild>
          <a href={href("csv", {})} download data-testid="export-csv">
            <FileSpreadsheet aria-hidden />
            {t("csv")}
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={href("json", {})} download data-testid="export-json">
            <FileJson aria-hidden />
            {t("json")}
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
