import { describe, expect, test } from "vitest";
import { addressesIn, domainsIn } from "#server/invitations/schemas.ts";

describe("addresses as people paste them", () => {
  test.each([
    ["a@x.example, b@x.example", ["a@x.example", "b@x.example"], []],
    ["a@x.example;b@x.example\n  c@x.example ", ["a@x.example", "b@x.example", "c@x.example"], []],
    ["a@x.example，b@x.example；c@x.example", ["a@x.example", "b@x.example", "c@x.example"], []],
    ["Anna Smith <Anna@X.example>, Ben <b@x.example>", ["anna@x.example", "b@x.example"], []],
    ["a@x.example A@X.EXAMPLE", ["a@x.example"], []],
    ["a@x.example nobody", ["a@x.example"], ["nobody"]],
    ["Anna Smith <anna>", [], ["anna"]],
    ["", [], []],
    [" , ; ", [], []],
  ])("%j", (text, emails, wrong) => {
    expect(addressesIn(text)).toEqual({ emails, wrong });
  });
});

test.each([
  ["clinic.example, @Other.example", ["clinic.example", "other.example"], []],
  ["clinic.example clinic.example", ["clinic.example"], []],
  ["a@clinic.example", [], ["a@clinic.example"]],
  ["*.clinic.example", [], ["*.clinic.example"]],
  ["localhost", [], ["localhost"]],
  ["xn--fiqs8s.example", ["xn--fiqs8s.example"], []],
  ["", [], []],
])("domains in %j", (text, domains, wrong) => {
  expect(domainsIn(text)).toEqual({ domains, wrong });
});
