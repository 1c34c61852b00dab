import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { UsageHeader } from "./_components/usage-header.tsx";

export default function UsageLoading() {
  return (
    <PageBody aria-busy>
      <UsageHeader />
      <Skeleton className="h-28 rounded-lg" />
      <Skeleton className="h-82 rounded-lg" />
    </PageBody>
  );
}
