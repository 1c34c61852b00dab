"use client";

export { QueryFailed as default } from "#app/_lib/errors/query-failed.tsx";
