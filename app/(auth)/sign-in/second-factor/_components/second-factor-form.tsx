"use client";

import { ProofForm, type ProofWay } from "#app/_components/proof-form.tsx";
import { passkeyOptions, prove } from "../actions.ts";

interface SecondFactorFormProps {
  callback: string;
  email: string;
  ways: ProofWay[];
}

export function SecondFactorForm({ callback, email, ways }: SecondFactorFormProps) {
  return (
    <ProofForm
      ways={ways}
      email={email}
      prove={(proof) => prove(callback, proof)}
      passkeyOptions={passkeyOptions}
    />
  );
}
