import { Skeleton } from "#app/_ui/skeleton.tsx";

/** Rows that are still being read, as high as real ones. */
export function RowSkeletons({ count }: { count: number }) {
  return (
    <div aria-hidden className="grid gap-px rounded-lg border">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={index} className="flex h-16 items-center gap-4 px-4">
          <Skeleton className="h-9 w-48" />
          <Skeleton className="ms-auto h-5 w-20 rounded-full" />
        </div>
      ))}
    </div>
  );
}
