import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { ConnectionHeader } from "./_components/connection-header.tsx";

export default function ConnectionLoading() {
  return (
    <PageBody aria-busy>
      <ConnectionHeader />
      <Skeleton className="h-82 rounded-lg" />
      <Skeleton className="h-44 rounded-lg" />
    </PageBody>
  );
}
