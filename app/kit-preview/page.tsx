"use client";
import { Inbox, Plus, Smartphone } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Callout } from "#app/_components/callout.tsx";
import { ConfirmByName } from "#app/_components/confirm-by-name.tsx";
import { CopyField } from "#app/_components/copy-button.tsx";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { ErrorState } from "#app/_components/error-state.tsx";
import { KeyValue } from "#app/_components/key-value.tsx";
import { PageBody } from "#app/_components/page-body.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusBadge, StatusDot } from "#app/_components/status.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import { Breadcrumb, BreadcrumbItem } from "#app/_ui/breadcrumb.tsx";
import { Button } from "#app/_ui/button.tsx";
import {
  Card,
  CardAction,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from "#app/_ui/card.tsx";
import { Checkbox } from "#app/_ui/checkbox.tsx";
import { Command, CommandGroup, CommandInput, CommandItem, CommandList } from "#app/_ui/command.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "#app/_ui/dialog.tsx";
import { Field } from "#app/_ui/field.tsx";
import { Input } from "#app/_ui/input.tsx";
import { Kbd } from "#app/_ui/kbd.tsx";
import { Label } from "#app/_ui/label.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { RadioGroup, RadioGroupItem } from "#app/_ui/radio-group.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import {
  Sheet,
  SheetContent,
  SheetDescription,
  SheetHeader,
  SheetTitle,
  SheetTrigger,
} from "#app/_ui/sheet.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { Switch } from "#app/_ui/switch.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#app/_ui/table.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#app/_ui/tabs.tsx";
import { Textarea } from "#app/_ui/textarea.tsx";
import { AppShell } from "../w/[workspace]/_shell/app-shell.tsx";
import { LiveStatus } from "../w/[workspace]/_shell/live-status.tsx";

const times = [3_000, 70_000, 3_700_000, 90_000_000];
export default function Kit() {
  const [open, setOpen] = useState(false);
  const [loading, setLoading] = useState(false);
  const [base] = useState(() => Math.floor(Date.now()/60000)*60000);
  return (
    <AppShell
      workspace={{ slug: "harbour", name: "Harbour Lettings" }}
      workspaces={[
        { slug: "harbour", name: "Harbour Lettings" },
        { slug: "north", name: "North Clinic" },
        { slug: "q", name: "海港物业" },
      ]}
      viewer={{ name: "Mara Lindqvist", email: "mara.lindqvist@harbour-lettings.example" }}
      newWorkspaceHref="/new"
      onSignOut={() => toast("signed out")}
      live={<LiveStatus state="connected" />}
    >
      <PageBody>
        <PageHeader
          above={
            <Breadcrumb aria-label="Path">
              <BreadcrumbItem>
                <a href="#x">Numbers</a>
              </BreadcrumbItem>
              <BreadcrumbItem current>Viewings</BreadcrumbItem>
            </Breadcrumb>
          }
          title="Numbers"
          description="The WhatsApp numbers that this workspace may read and answer."
          actions={
            <>
              <Button
                variant="outline"
                onClick={() => toast.success("Saved", { description: "All good, nothing else to do." })}
              >
                Toast
              </Button>
              <Button
                loading={loading}
                onClick={() => {
                  setLoading(true);
                }}
              >
                <Plus />
                Pair a number
              </Button>
            </>
          }
        />
        <div className="flex flex-wrap items-center gap-2">
          <Button>Default</Button>
          <Button variant="secondary">Secondary</Button>
          <Button variant="outline">Outline</Button>
          <Button variant="ghost">Ghost</Button>
          <Button variant="destructive" onClick={() => setOpen(true)}>
            Delete…
          </Button>
          <Button variant="link">Link</Button>
          <Button disabled>Disabled</Button>
          <Button size="sm">Small</Button>
          <Button loading>Loading</Button>
          <Dialog>
            <DialogTrigger asChild>
              <Button variant="outline">Dialog</Button>
            </DialogTrigger>
            <DialogContent>
              <DialogHeader>
                <DialogTitle>Rename</DialogTitle>
                <DialogDescription>What should it be called?</DialogDescription>
              </DialogHeader>
              <Input defaultValue="Viewings" />
            </DialogContent>
          </Dialog>
          <Sheet>
            <SheetTrigger asChild>
              <Button variant="outline">Sheet</Button>
            </SheetTrigger>
            <SheetContent>
              <SheetHeader>
                <SheetTitle>Event 4218</SheetTitle>
                <SheetDescription>message.received</SheetDescription>
              </SheetHeader>
            </SheetContent>
          </Sheet>
          <Kbd>⌘</Kbd>
          <Kbd>K</Kbd>
        </div>
        <div className="flex flex-wrap gap-2">
          <StatusBadge tone="success" pulse>
            Connected
          </StatusBadge>
          <StatusBadge tone="warning">Scan the code</StatusBadge>
          <StatusBadge tone="danger">Failed</StatusBadge>
          <StatusBadge tone="info">Queued</StatusBadge>
          <StatusBadge tone="neutral">Stopped</StatusBadge>
          <Badge tone="primary">Pro</Badge>
          <Badge tone="outline">Viewings</Badge>
          <StatusDot tone="success">Online</StatusDot>
        </div>
        <div className="grid gap-4 md:grid-cols-2">
          <Card>
            <CardHeader>
              <CardTitle>Connection</CardTitle>
              <CardDescription>The MoltFlow key of this workspace.</CardDescription>
              <CardAction>
                <StatusBadge tone="success">Works</StatusBadge>
              </CardAction>
            </CardHeader>
            <CardContent>
              <KeyValue
                items={[
                  { label: "Tenant", value: "Harbour Lettings AB" },
                  { label: "Plan", value: <Badge tone="primary">Pro</Badge> },
                  { label: "Requests", value: "40 a minute" },
                  { label: "Last tested", value: <RelativeTime at={base} /> },
                ]}
              />
            </CardContent>
            <CardFooter className="border-t pt-4">
              <Button variant="outline">Test</Button>
              <Button variant="ghost">Replace key</Button>
            </CardFooter>
          </Card>
          <Card>
            <CardContent className="grid gap-4">
              <Field label="Name" hint="People see this in the sidebar.">
                {(c) => <Input {...c} defaultValue="Viewings" />}
              </Field>
              <Field
                label="MoltFlow key"
                error="MoltFlow refused this key. Copy it again from its dashboard."
              >
                {(c) => <Input {...c} defaultValue="mf_live_x" />}
              </Field>
              <Field label="Plan" optional>
                {(c) => (
                  <Select>
                    <SelectTrigger {...c}>
                      <SelectValue placeholder="Choose" />
                    </SelectTrigger>
                    <SelectContent>
                      <SelectItem value="a">Free</SelectItem>
                      <SelectItem value="b">Pro</SelectItem>
                    </SelectContent>
                  </Select>
                )}
              </Field>
              <Field label="Reply">{(c) => <Textarea {...c} placeholder="Write…" />}</Field>
              <div className="flex flex-wrap items-center gap-4">
                <Label>
                  <Checkbox defaultChecked />
                  Viewings
                </Label>
                <Label>
                  <Checkbox checked="indeterminate" />
                  All
                </Label>
                <Label>
                  <Checkbox />
                  Repairs
                </Label>
                <Label>
                  <Switch defaultChecked />
                  Live
                </Label>
                <Label>
                  <Switch />
                  Off
                </Label>
              </div>
              <RadioGroup defaultValue="a" aria-label="r">
                <Label>
                  <RadioGroupItem value="a" />
                  Sandbox
                </Label>
                <Label>
                  <RadioGroupItem value="b" />
                  Own key
                </Label>
              </RadioGroup>
              <Progress aria-label="p" value={40} />
            </CardContent>
          </Card>
        </div>
        <CopyField label="Inbox address" value="https://desk.example/in/6cf0a1b2c3d4e5f60718293a4b5c6d7e" />
        <CopyField label="Secret" secret value="whsec_abcdefghijkl" />
        <Callout
          tone="warning"
          title="Before the first scan"
          action={
            <Button size="sm" variant="outline">
              I understand
            </Button>
          }
        >
          This is an unofficial API on your own number. WhatsApp may restrict it.
        </Callout>
        <Callout tone="danger" title="MoltFlow did not answer">
          The last three calls timed out.
        </Callout>
        <Callout tone="info">Events are kept for 30 days.</Callout>
        <Callout tone="success">Sent.</Callout>
        <Tabs defaultValue="a">
          <TabsList>
            <TabsTrigger value="a">
              Mine <Badge>4</Badge>
            </TabsTrigger>
            <TabsTrigger value="b">Unassigned</TabsTrigger>
            <TabsTrigger value="c">All</TabsTrigger>
          </TabsList>
          <TabsContent value="a">
            <Card className="py-0">
              <Table>
                <TableHeader>
                  <TableRow>
                    <TableHead>Seq</TableHead>
                    <TableHead>Event</TableHead>
                    <TableHead>Number</TableHead>
                    <TableHead>Verdict</TableHead>
                    <TableHead className="text-end">Time</TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {times.map((ago, i) => (
                    <TableRow key={ago}>
                      <TableCell className="font-mono text-xs">#{4218 - i}</TableCell>
                      <TableCell className="font-mono text-xs">message.received</TableCell>
                      <TableCell>Viewings</TableCell>
                      <TableCell>
                        <StatusBadge tone="success">Verified</StatusBadge>
                      </TableCell>
                      <TableCell className="text-end text-muted-foreground">
                        <RelativeTime at={base - ago} />
                      </TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </Card>
          </TabsContent>
        </Tabs>
        <EmptyState
          icon={<Smartphone />}
          title="No number yet"
          text="Pair a WhatsApp number, and its messages appear in the inbox."
          action={<Button>Pair a number</Button>}
        />
        <ErrorState
          title="The events could not be loaded"
          why="The database did not answer within five seconds."
          next="Try again; if it goes on, check the service status."
          onRetry={() => {}}
        />
        <div className="grid gap-2">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-20" />
        </div>
        <Command className="h-48 rounded-lg border" label="x">
          <CommandInput placeholder="Search…" />
          <CommandList>
            <CommandGroup heading="Go to">
              <CommandItem>
                <Inbox />
                Inbox
              </CommandItem>
              <CommandItem>
                <Smartphone />
                Numbers
              </CommandItem>
            </CommandGroup>
          </CommandList>
        </Command>
      </PageBody>
      <ConfirmByName
        open={open}
        onOpenChange={setOpen}
        title="Delete Viewings"
        description="Its chats stay on the phone. Moltdesk forgets its events."
        name="Viewings"
        confirmLabel="Delete number"
        onConfirm={() => setOpen(false)}
      />
    </AppShell>
  );
}
