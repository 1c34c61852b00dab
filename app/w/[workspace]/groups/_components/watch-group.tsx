"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import type { AvailableGroupView } from "#server/groups/schemas.ts";
import type { NumberView } from "#server/numbers/view.ts";
import { UpstreamRefusal } from "../../_components/upstream-refusal.tsx";
import { AvailableGroups } from "./available-groups.tsx";
import { newMonitoring, toInput, troubleWith } from "./monitoring.ts";
import { MonitoringFields } from "./monitoring-fields.tsx";
import { likelyNumber, NumberField } from "./number-field.tsx";

interface WatchGroupProps {
  workspace: string;
  numbers: NumberView[];
  plan: string | null;
  icon?: ReactNode;
}

export function WatchGroup({ icon, ...form }: WatchGroupProps) {
  const t = useTranslations("groups.watch");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger asChild>
        <Button data-testid="watch-group">
          {icon ?? <Eye aria-hidden />}
          {t("action")}
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-xl">
        <WatchForm {...form} />
      </DialogContent>
    </Dialog>
  );
}

/** Its own component, so that what was chosen is forgotten when the dialog closes. */
function WatchForm({ workspace, numbers, plan }: Omit<WatchGroupProps, "icon">) {
  const t = useTranslations("groups.watch");
  const [numberId, setNumberId] = useState(() => likelyNumber(numbers));
  const [group, setGroup] = useState<AvailableGroupView | null>(null);
  const [isChosen, setIsChosen] = useState(false);

  return (
    <div className="grid gap-4">
      <DialogHeader>
        <DialogTitle>{group && isChosen ? t("howTitle", { name: group.name }) : t("title")}</DialogTitle>
        <DialogDescription>{group && isChosen ? t("howText") : t("text")}</DialogDescription>
      </DialogHeader>
      {group && isChosen ? (
        <HowForm
          workspace={workspace}
          numberId={numberId}
          waGroup={group.waGroupId}
          plan={plan}
          onBack={() => setIsChosen(false)}
        />
      ) : (
        <>
          {numbers.length > 1 && (
            <NumberField
              numbers={numbers}
              value={numberId}
              onChange={(next) => {
                setNumberId(next);
                setGroup(null);
              }}
            />
          )}
          <AvailableGroups
            key={numberId}
            workspace={workspace}
            numberId={numberId}
            chosen={group?.waGroupId ?? null}
            onChoose={setGroup}
          />
          <DialogFooter>
            <Button disabled={group === null} onClick={() => setIsChosen(true)}>
              {t("next")}
            </Button>
          </DialogFooter>
        </>
      )}
    </div>
  );
}

interface HowFormProps {
  workspace: string;
  numberId: string;
  waGroup: string;
  plan: string | null;
  onBack: () => void;
}

export function HowForm({ workspace, numberId, waGroup, plan, onBack }: HowFormProps) {
  const t = useTranslations("groups.watch");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [monitoring, setMonitoring] = useState(newMonitoring);
  const [isChecked, setIsChecked] = useState(false);
  const trouble = troubleWith(monitoring);
  const again = () => queryClient.invalidateQueries({ queryKey: trpc.groups.pathKey() });
  const watch = useMutation(
    trpc.groups.watch.mutationOptions({
      onSuccess: (group) => {
        void again();
        toast.success(t("done", { name: group.name }));
        router.push(`/w/${workspace}/groups/${group.id}`);
      },
      onError: () => void again(),
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(trouble).length > 0 || watch.isPending || watch.isSuccess) return;
    watch.mutate({ workspace, numberId, waGroup, ...toInput(monitoring) });
  }

  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <MonitoringFields
        workspace={workspace}
        value={monitoring}
        onChange={setMonitoring}
        trouble={isChecked ? trouble : {}}
        plan={plan}
      />
      {watch.error && (
        <UpstreamRefusal
          error={watch.error}
          onRecheck={() => {
            watch.reset();
            void again();
          }}
        />
      )}
      <DialogFooter>
        <Button variant="outline" onClick={onBack}>
          {t("back")}
        </Button>
        <Button type="submit" loading={watch.isPending || watch.isSuccess}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
