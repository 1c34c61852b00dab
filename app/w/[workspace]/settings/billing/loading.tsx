import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { BillingHeader } from "./_components/billing-header.tsx";

export default function BillingLoading() {
  return (
    <PageBody aria-busy>
      <BillingHeader />
      <Skeleton className="h-44 rounded-lg" />
      <Skeleton className="h-82 rounded-lg" />
    </PageBody>
  );
}
