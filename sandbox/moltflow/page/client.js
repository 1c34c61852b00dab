const refreshMs = 1000;
const lostText = "The sandbox does not answer. Start it again; this page then goes on by itself.";
const announcement = document.getElementById("announcement");

function announce(text) {
  announcement.textContent = text;
}

function scrollToEnd(screen) {
  if (screen) screen.scrollTop = screen.scrollHeight;
}

// Swaps a part only when its HTML changed, and gives the focus back to the button it was on.
async function refresh(part) {
  const response = await fetch(part.dataset.live);
  if (!response.ok) return;
  const text = await response.text();
  if (text === part.fetched) return;
  const isFirst = part.fetched === undefined;
  part.fetched = text;
  if (isFirst && part.innerHTML.trim() === text.trim()) return;
  const focusedAction =
    part.contains(document.activeElement) && document.activeElement.closest("form")?.action;
  part.innerHTML = text;
  scrollToEnd(part.closest("[data-stick]"));
  if (focusedAction) {
    const form = [...part.querySelectorAll("form")].find((candidate) => candidate.action === focusedAction);
    form?.querySelector("button")?.focus();
  }
}

async function refreshAll() {
  const parts = [...document.querySelectorAll("[data-live]")].filter(
    (part) => !part.querySelector("details[open]"),
  );
  await Promise.all(parts.map(refresh));
}

async function keepFresh() {
  try {
    await refreshAll();
    if (announcement.textContent === lostText) announce("");
  } catch {
    announce(lostText);
  }
  setTimeout(keepFresh, refreshMs);
}

function bodyOf(form) {
  const body = JSON.parse(form.dataset.body ?? "{}");
  for (const field of form.elements) {
    if (!field.name || field.value === "") continue;
    body[field.name] = field.type === "number" ? Number(field.value) : field.value;
  }
  return body;
}

async function submit(form) {
  const method = form.dataset.method ?? "POST";
  const response = await fetch(form.action, {
    method,
    headers: { "Content-Type": "application/json" },
    body: method === "POST" ? JSON.stringify(bodyOf(form)) : undefined,
  });
  const answer = await response.json();
  announce(response.ok ? "" : `Not done: ${answer.error}`);
  if (response.ok) {
    for (const field of form.querySelectorAll("[data-once]")) field.value = "";
  }
  await refreshAll();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("plain" in form.dataset) return;
  event.preventDefault();
  submit(form).catch((error) => announce(`Not done: ${error.message}`));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce("Copied.");
  } catch (error) {
    announce(`The browser did not let the page copy (${error.message}). Select the key and copy it by hand.`);
  }
});

scrollToEnd(document.querySelector("[data-stick]"));
keepFresh();
