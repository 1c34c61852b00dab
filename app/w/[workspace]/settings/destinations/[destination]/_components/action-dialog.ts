import type { DestinationView } from "#server/destinations/schemas.ts";

/** What each of the dialogs needs; it is there only while it is open. */
export interface ActionDialogProps {
  workspace: string;
  destination: DestinationView;
  onClose: () => void;
}
