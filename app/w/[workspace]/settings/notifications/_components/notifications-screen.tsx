"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { ThisBrowser } from "../_push/this-browser.tsx";
import { OnCall } from "./on-call.tsx";
import { Rules } from "./rules.tsx";
import { WhenToTell } from "./when-to-tell.tsx";

interface NotificationsScreenProps {
  workspace: string;
  mayManage: boolean;
  /** Who may change everybody's rules. */
  managers: readonly string[];
}

/** What the reader hears of, where and when; for managers also everybody's rules and the week of who is on call. */
export function NotificationsScreen({ workspace, mayManage, managers }: NotificationsScreenProps) {
  const t = useTranslations("subscriptions");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Rules workspace={workspace} mayManage={mayManage} managers={managers} />
      <WhenToTell workspace={workspace} />
      <ThisBrowser workspace={workspace} />
      <OnCall workspace={workspace} mayManage={mayManage} />
    </>
  );
}
