import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { signOut } from "#app/_lib/auth/sign-out.ts";
import { requireMembership, requireViewer, viewersMembership } from "#app/_lib/auth/viewer.ts";
import { LiveProvider } from "#app/_lib/live/provider.tsx";
import { ApiProvider } from "#app/_lib/trpc/client.tsx";
import { Toaster } from "#app/_ui/toaster.tsx";
import { readBillingNews } from "#server/billing/index.ts";
import { lastEventSeq, listMemberships, type Membership, readDeletion } from "#server/workspaces/index.ts";
import { BudgetStrip } from "./_components/budget-strip.tsx";
import { KeepPush } from "./_components/keep-push.tsx";
import { LiveIndicator } from "./_components/live-indicator.tsx";
import { RememberWorkspace } from "./_components/remember-workspace.tsx";
import { permissionsOf } from "./_lib/access.ts";
import { PaletteProvider } from "./_palette/palette.tsx";
import { AppShell } from "./_shell/app-shell.tsx";
import { BillingBanner } from "./_shell/billing-banner.tsx";
import { DeletionBanner } from "./_shell/deletion-banner.tsx";
import { frameOf } from "./_shell/frame.ts";
import { FreshFrame } from "./_shell/fresh-frame.tsx";
import type { ShellWorkspace } from "./_shell/types.ts";
import { UnreadTitle } from "./_shell/unread-title.tsx";

type Props = LayoutProps<"/w/[workspace]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const workspace = await viewersMembership((await params).workspace);
  // Not thrown from here, or the 404 page would have no title at all.
  if (!workspace) return { title: { absolute: (await getTranslations("errors.notFound"))("title") } };
  const t = await getTranslations("common");
  const title = `${workspace.name} · ${t("appName")}`;
  return { title: { absolute: title, template: `%s · ${title}` } };
}

const inFrame = ({ slug, name, pictureVersion }: Membership): ShellWorkspace => ({
  slug,
  name,
  pictureVersion,
});

export default async function WorkspaceLayout({ params, children }: Props) {
  const { workspace: slug } = await params;
  const madeAtMs = Date.now();
  const workspace = await requireMembership(slug);
  const viewer = await requireViewer();
  const [after, workspaces, deletion, billingNews] = await Promise.all([
    lastEventSeq(workspace.id),
    listMemberships(viewer.id),
    readDeletion(workspace),
    readBillingNews(workspace.id),
  ]);
  const permissions = permissionsOf(workspace);
  return (
    <ApiProvider>
      {/* Another workspace is another stream: the key ends the old one with all it knew. */}
      <LiveProvider key={slug} workspace={slug} reader={viewer.id} after={after} madeAtMs={madeAtMs}>
        <RememberWorkspace slug={slug} />
        {permissions.includes("notices.own") && <KeepPush workspace={slug} />}
        {permissions.includes("notices.own") && <UnreadTitle workspace={slug} />}
        <FreshFrame workspace={slug} shown={frameOf(workspace)} />
        <PaletteProvider
          shell={{
            workspace: inFrame(workspace),
            workspaces: workspaces.map(inFrame),
            permissions,
            allWorkspacesHref: "/workspaces",
            onSignOut: signOut,
          }}
        >
          <AppShell
            workspace={inFrame(workspace)}
            workspaces={workspaces.map(inFrame)}
            viewer={{
              name: viewer.name ?? viewer.email.replace(/@.*/, ""),
              email: viewer.email,
              imageUrl: viewer.image,
            }}
            permissions={permissions}
            allWorkspacesHref="/workspaces"
            newWorkspaceHref="/new"
            onSignOut={signOut}
            live={<LiveIndicator />}
            budget={permissions.includes("budget.read") && <BudgetStrip workspace={slug} />}
            banner={
              <>
                {deletion && (
                  <DeletionBanner
                    workspace={slug}
                    deletion={deletion}
                    mayUndo={permissions.includes("workspace.delete")}
                  />
                )}
                {billingNews && (
                  <BillingBanner
                    workspace={slug}
                    news={billingNews}
                    mayRead={permissions.includes("billing.read")}
                  />
                )}
              </>
            }
          >
            {children}
          </AppShell>
        </PaletteProvider>
        <Toaster />
      </LiveProvider>
    </ApiProvider>
  );
}
