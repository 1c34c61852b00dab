import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../../_components/page-body.tsx";

export default function ConsoleLoading() {
  return (
    <PageBody aria-busy>
      <Skeleton className="h-14 w-72" />
      <Skeleton className="h-20 rounded-lg" />
      <Skeleton className="h-56 rounded-lg" />
      <Skeleton className="h-96 rounded-lg" />
    </PageBody>
  );
}
