import { Skeleton } from "#app/_ui/skeleton.tsx";

/** Rows that are still being read, as high as real ones. */
export function RowSkeletons({ count }: { count: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={index} className="flex h-15.25 items-center gap-3 border-b px-4 @3xl:h-10.25">
          <Skeleton className="h-5 w-32" />
          <Skeleton className="h-3.5 w-28" />
          <Skeleton className="h-3.5 flex-1" />
          <Skeleton className="h-3.5 w-20" />
        </div>
      ))}
    </div>
  );
}
