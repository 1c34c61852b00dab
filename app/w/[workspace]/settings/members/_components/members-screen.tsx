"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import type { Role } from "#server/members/roles.ts";
import { RoleNote } from "../../../_components/role-note.tsx";
import type { Access } from "../../../_lib/access.ts";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberList } from "./member-list.tsx";

interface MembersScreenProps {
  workspace: string;
  access: Access;
  /** The viewer's own. */
  role: Role;
}

export function MembersScreen({ workspace, access, role }: MembersScreenProps) {
  const t = useTranslations("members");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={access.mayManage && <InviteDialog workspace={workspace} role={role} />}
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      <MemberList workspace={workspace} role={role} mayManage={access.mayManage} />
      {access.mayManage && <InvitationList workspace={workspace} role={role} />}
    </>
  );
}
