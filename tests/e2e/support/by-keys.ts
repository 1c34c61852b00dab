import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { lookFor } from "./focus-in-page.ts";

/** Whoever needs more presses than this on one page has lost their way. */
const maxPresses = 250;

/**
 * Takes the mouse away from every test of this process: what a locator does with it is done with Tab, arrows, Enter,
 * Space and typing, as somebody without a mouse does it. What no key can do throws.
 */
export async function takeMouseAway(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  const acts: ThisType<Locator> & Partial<Record<keyof Locator, unknown>> = {
    async click() {
      const { activation } = await reach(this);
      if (activation) await this.page().keyboard.press(activation);
    },
    async check() {
      await setChecked(this, true);
    },
    async uncheck() {
      await setChecked(this, false);
    },
    async fill(text: string) {
      await write(this, text);
    },
    async clear() {
      await write(this, "");
    },
    async press(key: string) {
      await reach(this);
      await this.page().keyboard.press(key);
    },
    async focus() {
      await reach(this);
    },
  };
  Object.assign(Object.getPrototypeOf(page.locator("body")), acts);
  refuse(page.locator("body"), ["hover", "dblclick", "tap", "dragTo", "selectOption", "dispatchEvent"]);
  refuse(page.locator("body"), ["setChecked", "selectText", "type", "pressSequentially"]);
  refuse(page.mouse, ["click", "dblclick", "down", "up", "move", "wheel"]);
  refuse(page.touchscreen, ["tap"]);
  refuse(page, ["click", "dblclick", "hover", "tap", "dragAndDrop", "fill", "check", "uncheck", "focus"]);
  await page.close();
}

function refuse<T extends object>(one: T, names: (keyof T & string)[]): void {
  const refusals = names.map((name) => [
    name,
    () => {
      throw new Error(`This journey runs by keyboard alone, and ${name} is no way of a keyboard.`);
    },
  ]);
  Object.assign(Object.getPrototypeOf(one), Object.fromEntries(refusals));
}

/**
 * Brings the focus to an element: by Tab, and inside a group of choices by arrows.
 * @throws when no key leads there, which is a defect of the page
 */
async function reach(wanted: Locator): Promise<{ activation: string | null }> {
  // What the server has sent but the page does not show yet stands in it too, hidden.
  const target = wanted.filter({ visible: true });
  await target.waitFor({ state: "visible" });
  await expect(target, "what is used is enabled").toBeEnabled({ timeout: 30_000 });
  const page = target.page();
  for (let presses = 0; presses < maxPresses; presses += 1) {
    const { key, activation } = await target.evaluate(lookFor);
    if (key === null) return { activation };
    await page.keyboard.press(key);
  }
  throw new Error(`No key leads to ${target}: ${await whereabouts(target, page)}`);
}

async function whereabouts(target: Locator, page: Page): Promise<string> {
  const html = await target.evaluate((element) => element.outerHTML.slice(0, 300));
  const focused = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300));
  return `${html}\nThe focus is at last on ${focused}`;
}

async function setChecked(target: Locator, checked: boolean): Promise<void> {
  if ((await target.isChecked()) === checked) return;
  await reach(target);
  // Arrows choose a radio as they reach it.
  if ((await target.isChecked()) !== checked) await target.page().keyboard.press("Space");
  await expect(target).toBeChecked({ checked });
}

async function write(target: Locator, text: string): Promise<void> {
  await reach(target);
  const { keyboard } = target.page();
  await keyboard.press("ControlOrMeta+A");
  if (text === "") await keyboard.press("Delete");
  else await keyboard.type(text);
}
