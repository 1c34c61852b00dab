import { PageBody } from "../_components/page-body.tsx";
import { GroupsHeader } from "./_components/groups-header.tsx";
import { RowSkeletons } from "./_components/row-skeletons.tsx";

export default function GroupsLoading() {
  return (
    <PageBody aria-busy>
      <GroupsHeader />
      <RowSkeletons count={3} />
    </PageBody>
  );
}
