import fc from "fast-check";
import { expect, test } from "vitest";
import { addWish, noWishes, toChange, withWishes } from "#app/w/[workspace]/chats/_labels/wishes.ts";

const label = (id: string) => ({ id, name: `Label ${id}`, color: "#000000" });
const ids = ["a", "b", "c", "d"];
const sets = fc.subarray(ids);

test("however often labels are ticked and unticked, what is sent turns the one set into the other", () => {
  fc.assert(
    fc.property(sets, fc.array(fc.constantFrom(...ids)), (start, clicks) => {
      let wishes = noWishes;
      const told = start.map(label);
      for (const id of clicks) {
        const isOn = !withWishes(told, wishes).some((one) => one.id === id);
        wishes = addWish(wishes, label(id), isOn);
      }
      const odd = (id: string) => clicks.filter((click) => click === id).length % 2 === 1;
      const wanted = ids.filter((id) => start.includes(id) !== odd(id));
      expect(withWishes(told, wishes).map(({ id }) => id)).toEqual(wanted);
      const { addIds, removeIds } = toChange(wishes);
      expect(addIds.sort()).toEqual(wanted.filter((id) => !start.includes(id)));
      expect(removeIds.sort()).toEqual(start.filter((id) => !wanted.includes(id)).sort());
    }),
  );
});

test("what others change meanwhile is shown beside the wishes, and no wish is shown twice", () => {
  const wishes = addWish(addWish(noWishes, label("a"), true), label("b"), false);
  const told = [label("a"), label("b"), label("c")];
  expect(withWishes(told, wishes).map(({ id }) => id)).toEqual(["a", "c"]);
});
