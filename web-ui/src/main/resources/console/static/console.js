// What every page needs: dialogs, the token, live updates, times, copying. Pages work without it for reading.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/* Theme */
byId("theme-toggle").addEventListener("click", () => {
  const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
  root.setAttribute("data-bs-theme", next);
  remember("cairn-theme", next);
});

/* Times: the server writes UTC; local time is put in here. */
let localTimes = recall("cairn-times") === "local";

function localText(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) {
    return iso;
  }
  const two = (n) => String(n).padStart(2, "0");
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${zone}`;
}

function writeTimes(within) {
  for (const time of within.querySelectorAll("time[datetime]")) {
    time.textContent = localTimes ? localText(time.dateTime) : time.dateTime;
  }
  const toggle = byId("time-toggle");
  toggle.textContent = localTimes ? "Local" : "UTC";
  const label = localTimes ? "Times in local time; switch to UTC" : "Times in UTC; switch to local time";
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

byId("time-toggle").addEventListener("click", () => {
  localTimes = !localTimes;
  remember("cairn-times", localTimes ? "local" : "utc");
  writeTimes(document);
});
writeTimes(document);

/* Navigation on small screens */
const navToggle = byId("nav-toggle");
navToggle.addEventListener("click", () => {
  const open = document.body.classList.toggle("nav-open");
  navToggle.setAttribute("aria-expanded", String(open));
});

/* Search: "/" and Ctrl-K */
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (slash || ctrlK) {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  }
  if (event.key === "Escape" && document.body.classList.contains("nav-open")) {
    navToggle.click();
    navToggle.focus();
  }
});

/* Dialogs: a link with a href of its own whose page is shown in front of this one. */
const dialog = byId("dialog");
let opener = null;

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const live = event.detail.elt.matches("[data-live]") ? event.detail.elt : null;
  if (live && (document.hidden || !liveWanted() || dialog.open || live.contains(document.activeElement) || selecting(live))) {
    event.preventDefault();
  }
  if (event.detail.target?.id === "dialog-body") {
    opener = event.detail.elt;
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  writeTimes(document);
  if (event.detail.target.id === "dialog-body") {
    if (!dialog.open) {
      dialog.showModal();
    }
    prepareForm(dialog);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") && dialog.open) {
    event.preventDefault();
    dialog.close();
  } else if (event.target === dialog) {
    dialog.close();
  }
});

dialog.addEventListener("close", () => {
  byId("dialog-body").replaceChildren();
  opener?.focus();
  opener = null;
});

function prepareForm(within) {
  for (const field of within.querySelectorAll("[data-confirm]")) {
    const submit = field.form.querySelector("[type=submit]");
    const check = () => {
      submit.disabled = field.value !== field.dataset.confirm;
    };
    field.addEventListener("input", check);
    check();
  }
  for (const mirror of within.querySelectorAll("[data-mirror]")) {
    const field = byId(mirror.dataset.mirror);
    const blank = mirror.textContent;
    const show = () => {
      mirror.textContent = field.value ? encodeAll(field.value) : blank;
    };
    field.addEventListener("input", show);
    show();
  }
}

/** Percent-encodes as the server does: all but RFC 3986's unreserved characters. */
export function encodeAll(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

prepareForm(document);

/* Requests carry the token; an answer that is an error does not wipe out a live part of the page. */
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") {
    event.detail.headers["X-Cairn-Console"] = meta("cairn-token");
  }
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail;
  if (elt.matches("[data-live]") && (xhr.status >= 400 || !xhr.responseText.includes('id="live"'))) {
    event.detail.shouldSwap = false;
    late();
  }
});
document.body.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.matches("[data-live]")) {
    late();
  } else {
    notify("The NameNode does not answer. Nothing is known to have changed; try again.", true);
  }
});

function late() {
  const asOf = byId("as-of");
  if (asOf && !asOf.classList.contains("late")) {
    asOf.classList.add("late");
    asOf.append(" (the NameNode does not answer; the page goes on trying)");
  }
}

/* Live updates: stopped by the button, while the page is hidden, and while somebody is at work in that part. */
function liveWanted() {
  return recall("cairn-live") !== "paused";
}

function selecting(region) {
  const selection = getSelection();
  return selection && !selection.isCollapsed && region.contains(selection.anchorNode);
}

function showLive() {
  const button = byId("live-toggle");
  if (button) {
    button.setAttribute("aria-pressed", String(liveWanted()));
    button.querySelector(".live-word").textContent = liveWanted() ? "Live" : "Paused";
    button.title = liveWanted() ? "The page renews itself; press to pause" : "Press to let the page renew itself";
  }
}

byId("live-toggle")?.addEventListener("click", () => {
  remember("cairn-live", liveWanted() ? "paused" : "on");
  showLive();
});
showLive();

/* Copying */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    notify("Copied.");
  } catch {
    // Without a secure context there is no clipboard: select the text, so that Ctrl-C copies it.
    getSelection().selectAllChildren(code);
    notify("The command is selected; press Ctrl-C.");
  }
});

/* Notices: kept over a redirect, shown once. */
export function notify(text, bad = false) {
  const notice = byId("notice");
  notice.textContent = text;
  notice.classList.toggle("notice-bad", bad);
  notice.hidden = false;
}

document.body.addEventListener("cairn:notice", (event) => {
  try {
    sessionStorage.setItem("cairn-notice", event.detail.value);
  } catch {
    // The notice is a courtesy: the page that follows shows the result anyway.
  }
});
try {
  const kept = sessionStorage.getItem("cairn-notice");
  if (kept) {
    sessionStorage.removeItem("cairn-notice");
    notify(kept);
  }
} catch {
  // As above.
}
