import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../../_components/page-body.tsx";

export default function PairLoading() {
  return (
    <PageBody aria-busy>
      <div className="grid gap-2">
        <Skeleton className="h-5 w-20" />
        <Skeleton className="h-7 w-56" />
        <Skeleton className="h-5 w-80 max-w-full" />
      </div>
      <Skeleton className="h-100 rounded-lg" />
    </PageBody>
  );
}
