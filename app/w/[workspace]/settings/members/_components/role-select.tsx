"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#app/_ui/select.tsx";
import { allRoles, mayAssign, type Role } from "#server/members/roles.ts";
import { RoleName } from "./role-name.tsx";

interface RoleSelectProps {
  value: Role;
  onChange: (role: Role) => void;
  /** Who gives the role: what they may not give is not offered. */
  by: Role;
  roles?: readonly Role[];
  /** Where no visible label names it. */
  label?: string;
  id?: string;
  disabled?: boolean;
}

export function RoleSelect({ value, onChange, by, roles = allRoles, label, id, disabled }: RoleSelectProps) {
  const offered = roles.filter((role) => role === value || mayAssign(by, null, role));
  return (
    <Select
      value={value}
      onValueChange={(chosen) => onChange(offered.find((role) => role === chosen) ?? value)}
    >
      <SelectTrigger id={id} aria-label={label} disabled={disabled}>
        <SelectValue>
          <RoleName role={value} />
        </SelectValue>
      </SelectTrigger>
      <SelectContent>
        {offered.map((role) => (
          <SelectItem key={role} value={role}>
            <RoleName role={role} />
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
