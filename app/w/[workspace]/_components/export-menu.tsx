"use client";

import { Download, FileJson, FileSpreadsheet } from "lucide-react";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";

interface ExportMenuProps {
  /** Of the route that makes the file, with the filter; the format is added. */
  href: string;
  words: { action: string; hint: string; csv: string; json: string };
}

/** Files of what a list shows, as it is filtered. */
export function ExportMenu({ href, words }: ExportMenuProps) {
  const hrefOf = (format: "csv" | "json") => `${href}${href.includes("?") ? "&" : "?"}format=${format}`;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="outline" size="sm" className="h-8" data-testid="export">
          <Download aria-hidden />
          {words.action}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>{words.hint}</DropdownMenuLabel>
        <DropdownMenuItem asChild>
          <a href={hrefOf("csv")} download data-testid="export-csv">
            <FileSpreadsheet aria-hidden />
            {words.csv}
          </a>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={hrefOf("json")} download data-testid="export-json">
            <FileJson aria-hidden />
            {words.json}
          </a>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
