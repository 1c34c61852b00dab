import { ArrowLeft } from "lucide-react";
import Link from "next/link";

/** Leads to the page above, from over a page's title. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <Link
      href={href}
      dir="auto"
      className="inline-flex min-h-6 min-w-0 items-center gap-1 justify-self-start text-muted-foreground text-sm hover:text-foreground"
    >
      <ArrowLeft aria-hidden className="size-3.5 shrink-0 rtl:rotate-180" />
      <span className="truncate">{children}</span>
    </Link>
  );
}
