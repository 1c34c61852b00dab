import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { switchAccount } from "#app/_lib/auth/sign-out.ts";
import { currentViewer } from "#app/_lib/auth/viewer.ts";
import { Button } from "#app/_ui/button.tsx";
import { Title } from "#app/(auth)/_components/title.tsx";
import { DomainError } from "#server/core/errors.ts";
import { clientIpHeader } from "#server/http/security.ts";
import { type InvitationLook, lookAtInvitation } from "#server/invitations/index.ts";
import { AcceptForm } from "./_components/accept-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members.invitation");
  // The address of this page is the key; no other site may learn it.
  return { title: t("pageTitle"), referrer: "same-origin", robots: { index: false } };
}

type Viewer = Awaited<ReturnType<typeof currentViewer>>;
type Look = InvitationLook | { verdict: "limited"; minutes: number };

async function look(token: string, viewer: Viewer): Promise<Look> {
  const ip = (await headers()).get(clientIpHeader) ?? "unknown";
  try {
    return await lookAtInvitation(token, viewer, ip);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "limited") throw error;
    return { verdict: "limited", minutes: Number(error.params.minutes) };
  }
}

/** Where an invitation leads. Looking at it accepts nothing: scanners of mail look, people press the button. */
export default async function InvitationPage({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const viewer = await currentViewer();
  const found = await look(token, viewer);
  const t = await getTranslations("members.invitation");
  if (found.verdict === "limited") {
    return <Title title={t("limited.title")}>{t("limited.text", { minutes: found.minutes })}</Title>;
  }
  if (found.verdict === "unknown") {
    return (
      <>
        <Title title={t("unknown.title")}>{t("unknown.text")}</Title>
        <GoHome />
      </>
    );
  }
  return <Known token={token} look={found} viewer={viewer} />;
}

type KnownLook = Exclude<InvitationLook, { verdict: "unknown" }>;
type KnownProps = { token: string; look: KnownLook; viewer: Viewer };

async function Known({ token, look, viewer }: KnownProps) {
  const t = await getTranslations("members.invitation");
  const tRoles = await getTranslations("common.roles");
  const { verdict, workspace, inviter, role, address, allowedDomains } = look;
  const values = {
    ...{ workspace, role: tRoles(role), account: viewer?.email ?? "" },
    inviter: inviter ?? t("somebody"),
    address: address ?? "",
    domains: allowedDomains?.join(", ") ?? "",
  };
  return (
    <>
      <Title title={t(`${verdict}.title`, values)}>{t(`${verdict}.text`, values)}</Title>
      <Way token={token} look={look} />
      {verdict === "signed_out" && address !== null && (
        <p className="mt-4 text-pretty text-muted-foreground text-sm">{t("forAddress", values)}</p>
      )}
      {verdict === "ready" && (
        <div className="mt-6 flex flex-wrap items-center gap-x-2 text-muted-foreground text-xs">
          <span className="wrap-anywhere">{t("signedInAs", values)}</span>
          <SwitchAccount token={token} variant="link" className="text-xs" />
        </div>
      )}
    </>
  );
}

/** The one thing to do in each case. */
async function Way({ token, look: { verdict, slug } }: Pick<KnownProps, "token" | "look">) {
  const t = await getTranslations("members.invitation");
  if (verdict === "ready") return <AcceptForm token={token} label={t("ready.action")} />;
  if (verdict === "signed_out") {
    const callback = encodeURIComponent(`/invite/${token}`);
    return <GoTo href={`/sign-in?callback=${callback}`}>{t("signed_out.action")}</GoTo>;
  }
  if (verdict === "member" && slug !== null) return <GoTo href={`/w/${slug}`}>{t("member.action")}</GoTo>;
  if (verdict === "other_account" || verdict === "other_domain") {
    return <SwitchAccount token={token} variant="default" size="lg" className="w-full" />;
  }
  return <GoHome />;
}

function GoTo({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="lg">
      <Link href={href}>{children}</Link>
    </Button>
  );
}

async function GoHome() {
  const t = await getTranslations("members.invitation");
  return (
    <Button asChild size="lg" variant="outline">
      <Link href="/w">{t("home")}</Link>
    </Button>
  );
}

interface SwitchAccountProps {
  token: string;
  variant: "default" | "link";
  size?: "lg";
  className: string;
}

async function SwitchAccount({ token, ...button }: SwitchAccountProps) {
  const t = await getTranslations("members.invitation");
  return (
    <form action={switchAccount.bind(null, `/invite/${token}`)} className="contents">
      <Button type="submit" {...button}>
        {t("switchAccount")}
      </Button>
    </form>
  );
}
