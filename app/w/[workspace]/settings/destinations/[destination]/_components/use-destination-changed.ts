import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/_lib/trpc/client.tsx";

/** Gives what to call once a destination was changed: whatever is shown of it is read again. */
export function useDestinationChanged(): () => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => {
    for (const queryKey of [trpc.destinations.pathKey(), trpc.deliveries.pathKey(), trpc.replays.pathKey()]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
}
