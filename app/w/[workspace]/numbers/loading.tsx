import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../_components/page-body.tsx";
import { NumbersHeader } from "./_components/numbers-header.tsx";

export default function NumbersLoading() {
  return (
    <PageBody aria-busy>
      <NumbersHeader actions={<Skeleton className="h-8 w-28" />} />
      <div className="grid gap-px rounded-lg border">
        {["first", "second", "third"].map((row) => (
          <div key={row} className="flex h-16 items-center gap-4 px-4">
            <Skeleton className="h-9 w-48" />
            <Skeleton className="ms-auto h-5 w-20 rounded-full" />
            <Skeleton className="h-8 w-20" />
          </div>
        ))}
      </div>
    </PageBody>
  );
}
