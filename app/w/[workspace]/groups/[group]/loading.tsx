import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { RowSkeletons } from "../_components/row-skeletons.tsx";

export default function GroupLoading() {
  return (
    <PageBody aria-busy>
      <Skeleton className="h-7 w-64" />
      <RowSkeletons count={5} />
    </PageBody>
  );
}
