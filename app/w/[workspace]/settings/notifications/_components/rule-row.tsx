"use client";

import { Bell, BellOff, Mail, MonitorSmartphone, Siren } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import { Tooltip } from "#app/_ui/tooltip.tsx";
import type { SubscriptionView } from "#server/subscriptions/schemas.ts";
import { FilterSummary } from "../../../_components/filter-fields/filter-summary.tsx";
import { mailModes } from "../rule-entries.ts";
import { RuleMenu } from "./rule-menu.tsx";
import { useRuleChanges } from "./use-rule-changes.ts";
import { useAudienceWords, useRuleName } from "./use-rule-words.ts";
import { useTimeWords } from "./use-time-words.ts";

interface RuleRowProps {
  workspace: string;
  rule: SubscriptionView;
  /** The reader's. */
  timeZone: string;
  onEdit: () => void;
  onTry: () => void;
}

export function RuleRow({ workspace, rule, timeZone, onEdit, onTry }: RuleRowProps) {
  const name = useRuleName()(rule);
  const audience = useAudienceWords(workspace)(rule.audience);
  const changes = useRuleChanges(workspace, rule);
  const isQuiet = !rule.enabled || rule.muted !== null;
  return (
    <li
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto_auto]"
      data-testid="rule"
    >
      <div className="grid min-w-0 gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span
            dir="auto"
            className={cn(
              "min-w-0 font-medium text-sm [overflow-wrap:anywhere]",
              isQuiet && "text-muted-foreground",
            )}
          >
            {name}
          </span>
          {rule.frozen && <FrozenBadge />}
          <Marks rule={rule} timeZone={timeZone} />
        </div>
        {rule.frozen && <FrozenText workspace={workspace} kind="subscriptions" />}
        <div className="flex flex-wrap gap-x-3 gap-y-0.5 text-muted-foreground text-xs">
          <span dir="auto">{audience}</span>
          <FilterSummary workspace={workspace} value={rule.filter} />
        </div>
      </div>
      <Channels
        name={name}
        rule={rule}
        disabled={!rule.mayChange}
        onChange={changes.change}
        className="col-span-2 row-start-2 sm:col-span-1 sm:col-start-2 sm:row-start-1"
      />
      <RuleMenu
        name={name}
        rule={rule}
        timeZone={timeZone}
        changes={changes}
        onEdit={onEdit}
        onTry={onTry}
        className="col-start-2 row-start-1 sm:col-start-3"
      />
    </li>
  );
}

function Marks({
  rule: { enabled, urgent, muted, concernsMe },
  timeZone,
}: Pick<RuleRowProps, "rule" | "timeZone">) {
  const t = useTranslations("subscriptions.row");
  const { moment } = useTimeWords();
  return (
    <>
      {!enabled && <Badge tone="neutral">{t("off")}</Badge>}
      {urgent && (
        <Badge tone="warning" title={t("urgentHint")}>
          <Siren aria-hidden />
          {t("urgent")}
        </Badge>
      )}
      {muted && (
        <Badge tone="neutral">
          <BellOff aria-hidden />
          {muted.until === null ? t("muted") : t("mutedUntil", { time: moment(muted.until, timeZone) })}
        </Badge>
      )}
      {!concernsMe && <Badge tone="outline">{t("notMe")}</Badge>}
    </>
  );
}

type ChannelChange = Partial<Pick<SubscriptionView, "inApp" | "push" | "mail">>;

interface ChannelsProps {
  name: string;
  rule: SubscriptionView;
  disabled: boolean;
  onChange: (change: ChannelChange) => void;
  className?: string;
}

/** Where a rule tells, to be switched right here. */
function Channels({ name, rule: { inApp, push, mail }, disabled, onChange, className }: ChannelsProps) {
  const t = useTranslations("subscriptions");
  return (
    <fieldset disabled={disabled} className={cn("flex gap-1", className)}>
      <legend className="sr-only">{t("row.channels", { name })}</legend>
      <Switch label={t("row.inApp")} on={inApp} onSwitch={() => onChange({ inApp: !inApp })}>
        <Bell aria-hidden />
      </Switch>
      <Switch label={t("row.push")} on={push} onSwitch={() => onChange({ push: !push })}>
        <MonitorSmartphone aria-hidden />
      </Switch>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="outline"
            size="sm"
            disabled={disabled}
            className={onClasses}
            data-on={mail !== "none" || undefined}
            aria-label={`${t("row.mail")}: ${t(`mail.${mail}`)}`}
          >
            <Mail aria-hidden />
            {mail !== "none" && t(`mail.${mail}`)}
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuRadioGroup
            value={mail}
            onValueChange={(chosen) => onChange({ mail: mailModes.find((mode) => mode === chosen) ?? mail })}
          >
            {mailModes.map((mode) => (
              <DropdownMenuRadioItem key={mode} value={mode}>
                {t(`mail.${mode}`)}
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
        </DropdownMenuContent>
      </DropdownMenu>
    </fieldset>
  );
}

const onClasses =
  "text-muted-foreground data-on:border-primary/40 data-on:bg-primary/12 data-on:text-primary data-on:disabled:opacity-80";

interface SwitchProps {
  label: string;
  on: boolean;
  onSwitch: () => void;
  children: ReactNode;
}

function Switch({ label, on, onSwitch, children }: SwitchProps) {
  return (
    <Tooltip content={label}>
      <Button
        variant="outline"
        size="sm"
        className={onClasses}
        data-on={on || undefined}
        aria-pressed={on}
        aria-label={label}
        onClick={onSwitch}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
