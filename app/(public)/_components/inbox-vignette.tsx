import { Check, CheckCheck, Inbox, Settings, ShieldCheck, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusDot } from "#app/_components/status.tsx";
import { Avatar } from "#app/_ui/avatar.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { cn } from "#app/_ui/cn.ts";

/** The product in small, drawn with its own parts. A picture to assistive technology. */
export function InboxVignette() {
  const t = useTranslations("landing.vignette");
  return (
    <div role="img" aria-label={t("label")} className="mx-auto mt-14 max-w-5xl sm:mt-16">
      <div
        aria-hidden
        className="grid overflow-hidden rounded-xl border bg-card text-start shadow-2xl shadow-primary/10 sm:h-[26rem] md:grid-cols-[11rem_1fr] lg:grid-cols-[11rem_1fr_20rem]"
      >
        <Side />
        <EventList />
        <OpenEvent />
      </div>
    </div>
  );
}

function Side() {
  const t = useTranslations("landing.vignette");
  return (
    <div className="hidden flex-col gap-1 border-e bg-sidebar p-2 md:flex">
      <div className="mb-2 flex items-center gap-2 px-2 py-1.5">
        <Avatar name={t("workspace")} shape="square" size="sm" />
        <span className="truncate font-semibold text-xs">{t("workspace")}</span>
      </div>
      <SideItem current icon={<Inbox />} label={t("inbox")} />
      <SideItem icon={<Smartphone />} label={t("numbers")} />
      <SideItem icon={<Settings />} label={t("settings")} />
      <StatusDot tone="success" pulse className="mt-auto px-2 py-1.5 text-muted-foreground text-xs">
        {t("live")}
      </StatusDot>
    </div>
  );
}

function SideItem({ icon, label, current = false }: { icon: ReactNode; label: string; current?: boolean }) {
  return (
    <span
      className={cn(
        "flex h-7 items-center gap-2 rounded-md px-2 font-medium text-sidebar-foreground text-xs [&_svg]:size-3.5 [&_svg]:text-muted-foreground",
        current && "bg-sidebar-accent text-sidebar-accent-foreground [&_svg]:text-primary",
      )}
    >
      {icon}
      {label}
    </span>
  );
}

function EventList() {
  const t = useTranslations("landing.vignette");
  return (
    <div className="flex min-w-0 flex-col">
      <div className="flex h-11 items-center gap-2 border-b px-4">
        <span className="font-semibold">{t("inbox")}</span>
        <span className="ms-auto text-muted-foreground text-xs">{t("eventsToday", { count: 218 })}</span>
      </div>
      <EventRow
        selected
        className="fade-in-0 slide-in-from-top-4 fill-mode-both animate-in delay-500 duration-700"
        seq={4218}
        event="message.received"
        who={t("personA")}
        text={t("textA")}
        number={t("numberA")}
        ago={t("secondsAgo", { count: 2 })}
      />
      <EventRow
        seq={4217}
        event="message.received"
        who={t("personB")}
        text={t("textB")}
        number={t("numberB")}
        ago={t("secondsAgo", { count: 41 })}
      />
      <EventRow
        seq={4216}
        event="session.connected"
        who={t("numberB")}
        text={t("stateChange")}
        number={t("numberB")}
        ago={t("minutesAgo", { count: 3 })}
      />
      <EventRow
        seq={4215}
        event="message.received"
        who={t("personC")}
        text={t("textC")}
        number={t("numberA")}
        ago={t("minutesAgo", { count: 6 })}
        className="max-sm:hidden"
      />
    </div>
  );
}

interface EventRowProps {
  seq: number;
  event: string;
  who: string;
  text: string;
  number: string;
  ago: string;
  selected?: boolean;
  className?: string;
}

function EventRow({ seq, event, who, text, number, ago, selected = false, className }: EventRowProps) {
  const t = useTranslations("landing.vignette");
  return (
    <div className={cn("grid gap-1 border-b px-4 py-3", selected && "bg-primary/7", className)}>
      <div className="flex items-center gap-2">
        <span className="truncate font-medium text-sm">{who}</span>
        <Badge tone="outline" className="max-sm:hidden">
          {number}
        </Badge>
        <span className="ms-auto whitespace-nowrap text-muted-foreground text-xs">{ago}</span>
      </div>
      <span className="truncate text-muted-foreground text-sm">{text}</span>
      <div className="flex items-center gap-3 text-2xs text-muted-foreground">
        <span className="font-mono">#{seq}</span>
        <span className="font-mono">{event}</span>
        <span className="ms-auto inline-flex items-center gap-1 text-success">
          <ShieldCheck className="size-3" />
          {t("verified")}
        </span>
      </div>
    </div>
  );
}

function OpenEvent() {
  const t = useTranslations("landing.vignette");
  return (
    <div className="hidden flex-col border-s lg:flex">
      <div className="flex h-11 items-center gap-2 border-b px-4">
        <Avatar name={t("personA")} size="sm" />
        <span className="font-semibold">{t("personA")}</span>
        <Badge tone="success" className="ms-auto">
          <Check />
          {t("verified")}
        </Badge>
      </div>
      <div className="flex flex-1 flex-col gap-3 p-4">
        <p className="max-w-[85%] self-start rounded-lg rounded-ss-sm bg-secondary px-3 py-2">{t("textA")}</p>
        <div className="grid max-w-[85%] gap-1 self-end">
          <p className="rounded-lg rounded-ee-sm bg-primary px-3 py-2 text-primary-foreground">
            {t("reply")}
          </p>
          <span className="inline-flex items-center gap-1 justify-self-end text-2xs text-muted-foreground">
            <CheckCheck className="size-3 text-primary" />
            {t("sentBy")}
          </span>
        </div>
      </div>
      <div className="m-3 flex items-center gap-2 rounded-md border py-1 ps-3 pe-1 text-muted-foreground">
        <span className="truncate">{t("replyPlaceholder")}</span>
        <span className="ms-auto rounded-sm bg-primary px-2.5 py-1 font-medium text-primary-foreground text-xs">
          {t("send")}
        </span>
      </div>
    </div>
  );
}
