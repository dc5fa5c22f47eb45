// Progressive enhancement only: every page works without this file.

// == Tools of all behaviours ==

const $$ = (selector, root = document) => root.querySelectorAll(selector);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const tell = (box, text) => {
  box.hidden = false;
  (box.querySelector("[data-text]") ?? box).textContent = text;
};

// == Busy forms ==
// Shows a submitted form as busy and blocks a second submit; the back button frees it.
const busy = (form, on) => {
  for (const button of $$("button:not([type=button]):not([type=reset])", form)) {
    button.ariaBusy = on ? "true" : null;
    button.disabled = on;
  }
};
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  // Deferred, so that the pressed button's own name and value are still sent.
  setTimeout(() => event.defaultPrevented || busy(event.target, true));
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) busy(form, false);
});

// == Requests that can fail ==

// `Refused`: a retry would fail alike. `Stale`: the address or the upload has expired.
class Refused extends Error {}
class Stale extends Error {}

// Timeout in milliseconds of a line without any sign of life, which counts as broken.
const silence = (form) => Number(form.dataset.silence) || 30000;

// Retries network failures with growing pauses; a refusal of the server is reported at once.
const patiently = async (form, attempt) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refused || error instanceof Stale || tries >= 4) throw error;
      await pause((Number(form.dataset.pause) || 1000) * 2 ** tries);
    }
  }
};

// Reason of a refusal: the text of its problem, or the heading of its page.
const reason = async (answer) => {
  // A body that broke off leaves the refusal without a text.
  const text = await answer.text().catch(() => "");
  try {
    const problem = JSON.parse(text);
    return problem.errors?.[0]?.detail || problem.detail || problem.title || "";
  } catch {
    // No problem document: a plain text, or one of our pages.
    if (answer.headers.get("content-type")?.startsWith("text/plain")) return text;
    return new DOMParser().parseFromString(text, "text/html").querySelector("main h1")?.textContent.trim() ?? "";
  }
};
// Whether a refusal may pass by itself.
const passing = (status) => status >= 500 || status === 429 || status === 408;

// == Autosave: form[data-autosave] ==
// Saves a draft a moment after each change, and once more when its page is left.

for (const form of $$("form[data-autosave]")) {
  const state = document.querySelector("[data-autosave-state]");
  const show = (name, text) => {
    state.dataset.state = name;
    state.textContent = text || state.dataset[name] || "";
  };
  let timer, running, again, unsaved;
  const save = async (leaving = false) => {
    if (running && !leaving) return void (again = true);
    running = true;
    again = false;
    show("saving");
    const body = new URLSearchParams(new FormData(form));
    try {
      // Reads the attribute: buttons named "action" shadow the property. `keepalive` is limited to 64 KiB by browsers.
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "X-Autosave": "1" },
        body,
        keepalive: leaving && body.toString().length < 60000,
        signal: leaving ? undefined : AbortSignal.timeout(silence(form)),
      });
      // Updates the form's copy of the draft, so that the next save changes only edited fields.
      if (form.elements.was && answer.headers.has("x-was")) form.elements.was.value = answer.headers.get("x-was");
      if (passing(answer.status)) throw new Error(answer.statusText);
      show(answer.ok ? "saved" : "refused", answer.ok ? "" : await reason(answer));
      unsaved = again;
    } catch {
      // The line or the server failed: tried again later, with all that is in the form by then.
      show("failed");
      later(Number(form.dataset.pause) || 8000);
    }
    running = false;
    if (again) later(400);
  };
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };
  const changed = (ms) => {
    unsaved = true;
    later(ms);
  };
  form.addEventListener("input", () => changed(1500));
  form.addEventListener("change", () => changed(400));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    unsaved = false;
  });
  addEventListener("pagehide", () => unsaved && save(true));
}

// == Uploads: form[data-upload] ==
// Announces each file, sends it straight to the store, and has it filed.

// Calls the API as the form's person.
const call = async (form, method, url, body, key) => {
  const headers = { "X-CSRF-Token": new FormData(form).get("csrf"), Accept: "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (body) headers["Content-Type"] = "application/json";
  // The store may have to copy a large file before it answers.
  const signal = AbortSignal.timeout(silence(form) * 3);
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal });
  if (passing(answer.status)) throw Object.assign(new Error(answer.statusText), { of: "server" });
  if (answer.ok) return answer.json();
  // A refusal that is no problem document is told by `reason` all the same.
  const problem = await answer.clone().json().catch(() => ({}));
  throw problem.type?.endsWith("upload-missing") ? new Stale("")
    : Object.assign(new Refused(await reason(answer)), { whole: answer.status !== 422 });
};

// Share sent and time left, in words; the time once it can be told. All is sent once the store has said so.
const left = (form, share, seconds) => {
  const percent = `${Math.min(99, Math.floor(share * 100))} %`;
  if (!Number.isFinite(seconds)) return percent;
  const [words, number] = seconds < 90
    ? [form.dataset.leftSeconds, Math.ceil(seconds)]
    : [form.dataset.leftMinutes, Math.ceil(seconds / 60)];
  return `${percent} · ${words.replace("#", number)}`;
};

// Sends a file to the store, with its progress; broken after a silence, and refused when `signal` cancels it.
const put = (form, ticket, file, show, signal) => new Promise((done, fail) => {
  const request = new XMLHttpRequest();
  const broken = (of) => fail(Object.assign(new Error(of), { of }));
  let timer;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), silence(form));
  };
  const began = Date.now();
  const cancelled = () => {
    fail(new Refused(""));
    request.abort();
  };
  if (signal.aborted) return cancelled();
  signal.addEventListener("abort", cancelled);
  request.open(ticket.method || "PUT", ticket.url);
  for (const [name, value] of Object.entries(ticket.headers ?? {})) {
    if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value);
  }
  request.upload.onprogress = (event) => {
    alive();
    if (!event.lengthComputable) return;
    const passed = (Date.now() - began) / 1000;
    const rest = passed > 2 && event.loaded ? passed * (event.total / event.loaded - 1) : NaN;
    show(event.loaded / event.total, rest);
  };
  request.onloadend = () => clearTimeout(timer);
  request.onerror = () => broken("line");
  request.onabort = () => broken("silence");
  request.onload = () => {
    if (request.status < 300) return done();
    if (passing(request.status)) return broken("server");
    // The store answers 403 to an expired address, and to one that it never accepts.
    fail(request.status === 403 ? new Stale("") : new Refused(form.dataset.refused));
  };
  alive();
  request.send(file);
});

// Checksum of a file, where it is small enough to be read at once.
const digest = async (file) => {
  if (file.size > 64 * 1024 * 1024 || !globalThis.crypto?.subtle) return undefined;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

// A picture of at most 2560 pixels a side, as JPEG; the file itself if that is not smaller or cannot be made.
const shrunk = async (file) => {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 2560 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = picture.width * scale;
    canvas.height = picture.height * scale;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", .85));
    if (!blob || blob.size >= file.size) return file;
    const { lastModified } = file;
    return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg", lastModified });
  } catch {
    return file;
  }
};
// Photos alone: JPEG knows no transparency.
const isLargePicture = (file) => file.type === "image/jpeg" && file.size > 2_000_000;

for (const form of $$("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const panel = form.querySelector("[data-upload-progress]");
  const bar = panel?.querySelector("progress");
  const name = panel?.querySelector("[data-upload-name]");
  const alert = form.querySelector("[role=alert]") ?? document.querySelector("[role=alert]");
  const time = panel?.querySelector("[data-upload-left]");
  const offer = form.querySelector("[data-upload-shrink]");
  const url = form.dataset.uploadsUrl;
  const show = (share, seconds) => {
    if (bar) bar.value = share;
    if (time) time.textContent = left(form, share, seconds);
  };
  // Pictures that were made smaller, by the chosen file: one that was sent is known again.
  const smaller = new WeakMap();
  const chosen = async () => Promise.all([...input.files].map(async (file) => {
    if (!offer?.querySelector("input").checked || !isLargePicture(file)) return file;
    if (!smaller.has(file)) smaller.set(file, await shrunk(file));
    return smaller.get(file);
  }));
  input?.addEventListener("change", () => {
    if (offer) offer.hidden = ![...input.files].some(isLargePicture);
  });
  let cancel;
  panel?.querySelector("[data-upload-cancel]")?.addEventListener("click", () => cancel?.abort());
  addEventListener("beforeunload", (event) => cancel && event.preventDefault());
  // Marks of files that have arrived: one that is chosen again is not sent again.
  const sent = new Set();
  const mark = ({ name, size, lastModified }) => `${name} ${size} ${lastModified}`;
  // Announced uploads that are no documents yet: their quota is reserved once, and released if they fail.
  const announced = new Map();
  // A file that was moved or changed since it was chosen is unreadable.
  const read = (blob) => blob.arrayBuffer().catch(() => { throw new Refused(form.dataset.unreadable); });
  const announce = async (file) => {
    const fields = new FormData(form);
    const start = String.fromCharCode(...new Uint8Array(await read(file.slice(0, 1024))));
    const sha256 = await digest(file);
    const body = { name: file.name, size: file.size, content_type: file.type, sha256, first_bytes: btoa(start) };
    for (const field of ["kind", "visibility", "document_id", "file_request_id"]) {
      if (fields.get(field)) body[field] = fields.get(field);
    }
    const key = `${Date.now()}-${Math.random()}`;
    announced.set(file, await patiently(form, () => call(form, "POST", url, body, key)));
  };
  const giveBack = (file) => {
    const ticket = announced.get(file);
    if (!announced.delete(file)) return undefined;
    const headers = { "X-CSRF-Token": new FormData(form).get("csrf") };
    // An upload that could not be released expires by itself.
    return fetch(`${url}/${ticket.id}`, { method: "DELETE", headers, keepalive: true }).catch(() => {});
  };
  const send = async (file) => {
    for (let tries = 0; ; tries += 1) {
      try {
        if (!announced.has(file)) await announce(file);
        const ticket = announced.get(file);
        await patiently(form, async () => {
          await read(file.slice(0, 1));
          await put(form, ticket, file, show, cancel.signal);
        });
        const done = `complete-${ticket.id}`;
        await patiently(form, () => call(form, "POST", `${url}/${ticket.id}/complete`, null, done));
        return announced.delete(file);
      } catch (error) {
        // A broken transfer is retried at the same place; an expired or refused one releases its quota.
        if (error instanceof Refused || error instanceof Stale) await giveBack(file);
        if (!(error instanceof Stale) || tries) throw error;
      }
    }
  };
  addEventListener("pagehide", () => [...announced.keys()].forEach(giveBack));
  form.addEventListener("submit", async (event) => {
    if (!input?.files.length) return;
    event.preventDefault();
    busy(form, true);
    if (alert) alert.hidden = true;
    if (panel) panel.hidden = false;
    cancel = new AbortController();
    const { signal } = cancel;
    const files = await chosen();
    // Another choice of files: releases the announced ones that are no longer chosen.
    [...announced.keys()].filter((file) => !files.includes(file)).forEach(giveBack);
    const refused = [];
    try {
      for (const file of files) {
        if (sent.has(mark(file))) continue;
        if (name) name.textContent = file.name;
        show(0);
        signal.throwIfAborted();
        try {
          await send(file);
          sent.add(mark(file));
        } catch (error) {
          // A refused file does not hold up the others; a refusal of the session or the project does.
          if (signal.aborted || error.whole || !(error instanceof Refused || error instanceof Stale)) throw error;
          refused.push(`${file.name} — ${error.message || form.dataset.refused}`);
        }
      }
      const refusals = refused.join("\n");
      // Beside one that has arrived they are told on the next page, where no file is chosen any more.
      if (refusals && !sent.size) throw new Refused(refusals);
      if (refusals) sessionStorage.setItem("refused", refusals);
      cancel = undefined;
      if (form.querySelector("[data-took]")) localStorage.removeItem("chosen");
      const shows = ["client", "shared"].includes(form.elements.visibility?.value);
      const told = (shows && form.dataset.shown) || form.dataset.sent;
      if (told) sessionStorage.setItem("told", told);
      location.assign(form.dataset.doneUrl || location.href);
    } catch (error) {
      cancel = undefined;
      const cause = error.of ?? (error.name === "TimeoutError" ? "silence" : "line");
      const words = { line: "failed", silence: "silent", server: "unwell" };
      if (signal.aborted) await Promise.all([...announced.keys()].map(giveBack));
      else if (alert) tell(alert, error instanceof Refused ? error.message : form.dataset[words[cause]] || "");
      if (panel) panel.hidden = true;
      busy(form, false);
    }
  });
}

// == Files chosen in the intake form: [data-chosen-offer] ==
// They lie in this browser at the public host. The mark that came with the address says so; its window hands them over.
const marked = location.hash === "#chosen";
// Every way of a log-in page takes the mark along. A mailed link opens another tab, which knows it by a note of the app
// host; the note holds for an hour.
const logIns = $$("main :is([action^='/login'], [action^='/password'], [href^='/login'], [href^='/password'])");
const withFiles = marked || (logIns.length > 0 && Date.now() - localStorage.getItem("chosen-asked") < 3600000);
if (withFiles) {
  for (const way of logIns) {
    const name = way.matches("form") ? "action" : "href";
    way.setAttribute(name, `${way.getAttribute(name)}#chosen`);
  }
}
if (marked && logIns.length) {
  localStorage.setItem("chosen-asked", Date.now());
} else if (marked) {
  localStorage.setItem("chosen", "");
  // Noted once: a reload does not bring it back.
  history.replaceState(null, "", location.pathname + location.search);
}
const offerChosen = () => {
  const chosen = localStorage.getItem("chosen") !== null;
  for (const box of $$("[data-chosen-offer]")) box.hidden = !chosen;
  for (const box of $$("[data-chosen-else]")) box.hidden = chosen;
};
offerChosen();
for (const box of $$("[data-chosen-from]")) {
  const { chosenFrom, none, taken, blocked } = box.dataset;
  const form = box.closest("form");
  const input = form.querySelector("input[type=file]");
  const drop = () => {
    localStorage.removeItem("chosen");
    offerChosen();
    input.focus();
  };
  const take = (files) => {
    if ("took" in box.dataset) return;
    if (!files.length) {
      tell(form.querySelector("[role=alert]"), none);
      return drop();
    }
    const choice = new DataTransfer();
    for (const file of files) choice.items.add(file);
    input.files = choice.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    box.dataset.took = "";
    box.querySelector(".actions").hidden = true;
    box.querySelector("p").textContent = `${taken} ${files.map(({ name }) => name).join(", ")}`;
    // Large pictures may be made smaller first.
    const shrink = form.querySelector("[data-upload-shrink]");
    if (shrink?.hidden ?? true) form.requestSubmit();
    else shrink.scrollIntoView({ block: "center" });
  };
  box.querySelector("[data-chosen-take]").addEventListener("click", () => {
    const shelf = open(chosenFrom, "chosen", "popup,width=480,height=420");
    if (!shelf) return tell(form.querySelector("[role=alert]"), blocked);
    addEventListener("message", function handed({ origin, source, data }) {
      if (source !== shelf || origin !== new URL(chosenFrom).origin) return;
      removeEventListener("message", handed);
      shelf.close();
      take(data);
    });
  });
  box.querySelector("[data-chosen-drop]").addEventListener("click", drop);
  if (withFiles) box.closest("details").open = true;
}
// == Flash ==
// Shows the result of a script's action on the page it leads to, as the server does for its own.
for (const [key, className] of [["told", "alert"], ["refused", "alert alert-error"]]) {
  const textContent = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  const line = Object.assign(document.createElement("p"), { className, textContent });
  if (textContent) document.querySelector(".flash")?.append(line);
}

// == Parts of a page: form[data-swap] ==
// Sends the form and takes the part of this page that it names from the page that answers: place, focus, open lists and
// what is typed in other forms stay. A refusal, after which nothing is stored, goes the plain way and shows its page.
let swaps = 0;
const swap = async (form, by) => {
  const part = document.getElementById(form.dataset.swap);
  const turn = ++swaps;
  const fields = new URLSearchParams(new FormData(form));
  if (by?.name) fields.set(by.name, by.value);
  const signal = AbortSignal.timeout(silence(form));
  const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "text/html" }, signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newer = answer.ok && page.getElementById(part.id);
  // Stored, if it led on: then its page is opened, and never sent again.
  if (!newer && answer.redirected) location.assign(answer.url);
  if (!newer) return answer.redirected;
  // A later one shows more.
  if (turn !== swaps) return true;
  const next = $$("[data-next]", form)[0]?.id;
  const open = [...$$("details[open][id]", part)].map((list) => list.id);
  const others = [...$$("details[open] :is(input, select)[id]", part)].filter((field) => field.form !== form);
  const typed = others.map((field) => [field.id, field.value]);
  part.replaceChildren(...newer.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value] of typed) if (document.getElementById(id)) document.getElementById(id).value = value;
  for (const handle of $$("[data-drag]", part)) handle.hidden = false;
  for (const place of [".flash", ".tabs", ".dock"]) {
    document.querySelector(place)?.replaceChildren(...(page.querySelector(place)?.childNodes ?? []));
  }
  const again = document.getElementById(next ?? by?.id);
  (again?.disabled ? $$("button:enabled", again.form)[0] : again)?.focus({ preventScroll: true });
  return true;
};
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.swap || event.defaultPrevented) return;
  event.preventDefault();
  const by = event.submitter;
  busy(form, true);
  try {
    if (await swap(form, by)) return;
  } catch {
    // An ended log-in leads to another host, where a script may not follow: nothing was stored.
    const look = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => undefined);
    if (look?.type === "opaqueredirect") return location.reload();
    // It may have been stored, so it is not sent again.
    busy(form, false);
    const failed = document.getElementById(form.dataset.swap).dataset.failed;
    const line = Object.assign(document.createElement("p"), { className: "alert alert-error", textContent: failed });
    return document.querySelector(".flash").replaceChildren(line);
  }
  busy(form, false);
  if (by?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: by.name, value: by.value }));
  form.submit();
});

// Moves what is dragged by its handle among its like, and sends its form with the new place.
let dragged, dropped, from;
const places = () => [...$$("[data-place]", dragged.parentElement)];
for (const handle of $$("[data-drag]")) handle.hidden = false;
document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.("[data-drag]")) return;
  dragged = event.target.closest("[data-place]");
  [from, dropped] = [places().indexOf(dragged), false];
  event.dataTransfer.effectAllowed = "move";
  // Some engines carry nothing that holds no data.
  event.dataTransfer.setData("text/plain", dragged.id);
  event.dataTransfer.setDragImage(dragged, 16, 16);
  dragged.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.("[data-place]");
  if (!over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
});
document.addEventListener("drop", (event) => {
  if (!dragged) return;
  event.preventDefault();
  dropped = true;
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  // Given up.
  if (!dropped) return location.reload();
  const to = places().indexOf(dragged);
  dragged.classList.remove("dragged");
  const form = dragged.querySelector("form.shift");
  dragged = undefined;
  if (to === from) return;
  form.elements.place.value = to + 1;
  form.requestSubmit();
});

// == Drafts: form[data-keep] ==
// What is typed outlives a session that ended, until the answer shows that it was sent. A draft belongs to its author:
// those of another person in this tab are removed when a page greets somebody else, and at log-out.
const kept = (key) => key.startsWith("kept ");
const forget = (which) => {
  for (const key of Object.keys(sessionStorage).filter(kept)) if (which(key)) sessionStorage.removeItem(key);
};
const whose = document.body.dataset.person;
if (whose) forget((key) => !key.startsWith(`kept ${whose} `));
for (const form of $$("form[action$='/logout']")) form.addEventListener("submit", () => forget(() => true));
const sent = whose && sessionStorage.getItem("sent");
if (sent) {
  sessionStorage.removeItem("sent");
  // A taken draft leads on to the message it became, or to a page without its form; an error, or a log-in in between,
  // does not.
  const ledOn = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const taken = location.hash.startsWith("#m-") || !document.querySelector(`form[data-keep][action="${sent}"]`);
  if (ledOn && taken) forget((key) => key.startsWith(`kept ${whose} ${sent} `));
}
// The page's other forms lead to a message too, and take no draft with them.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-keep]")) sessionStorage.setItem("sent", target.getAttribute("action"));
  else sessionStorage.removeItem("sent");
});
for (const area of $$("form[data-keep] :is(textarea, input[type=text])")) {
  // Keyed by the form's target, where the answer is shown too: one thread has two addresses.
  const key = `kept ${whose} ${area.form.getAttribute("action")} ${area.name}`;
  const draft = sessionStorage.getItem(key);
  if (draft && !area.value) {
    area.value = draft;
    $$("[data-kept]", area.form).forEach((note) => { note.hidden = false; });
  }
  area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
  // A page that comes back as it was left holds what was sent meanwhile.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !sessionStorage.getItem(key)) area.value = area.defaultValue;
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) area.form.requestSubmit();
  });
}

// == Focus and current tab ==
// The first field with an error has the focus; the current tab is in sight.

document.querySelector("[aria-invalid=true]")?.focus();
for (const tab of $$(".nav [aria-current], .tabs [aria-current], .filters [aria-current]")) {
  tab.parentElement.scrollLeft = tab.offsetLeft - 48;
}

// == Choices that send their form: select[data-submit] ==

for (const select of $$("select[data-submit]")) {
  const offer = (shown) => $$("button", select.form).forEach((button) => { button.hidden = !shown; });
  offer(false);
  // Arrow keys pass over choices that are not meant: by keyboard the button sends.
  let keyed = false;
  select.addEventListener("pointerdown", () => { keyed = false; });
  select.addEventListener("keydown", ({ key }) => {
    if (key !== "Tab" && key !== "Shift") offer(keyed = true);
  });
  select.addEventListener("change", () => keyed || select.form.requestSubmit());
}

// == Fields that grow: textarea[data-grow] ==

for (const area of $$("textarea[data-grow]")) {
  const grow = () => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  grow();
}

// == Buttons: [data-confirm], [data-reveal], [data-copy], and open menus ==

for (const button of $$("[data-reveal], [data-copy]")) button.hidden = false;

// Asks in a dialog before a button acts.
const ask = (button) => {
  if (button.form && !button.form.reportValidity()) return;
  const { confirm, confirmYes, confirmNo } = button.dataset;
  const dialog = document.createElement("dialog");
  const form = Object.assign(document.createElement("form"), { method: "dialog", className: "actions" });
  const agreeing = button.matches(".btn-primary") ? "btn btn-primary" : "btn btn-danger";
  for (const [value, label, look] of [["no", confirmNo, "btn"], ["yes", confirmYes, agreeing]]) {
    form.append(Object.assign(document.createElement("button"), { value, textContent: label, className: look }));
  }
  const question = Object.assign(document.createElement("p"), { id: "question", textContent: confirm });
  dialog.setAttribute("aria-labelledby", question.id);
  dialog.append(question, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return button.focus();
    button.dataset.confirmed = "";
    button.click();
    delete button.dataset.confirmed;
  });
  document.body.append(dialog);
  dialog.showModal();
};

document.addEventListener("click", async (event) => {
  const pressed = (selector) => event.target.closest(selector);
  const asking = pressed("[data-confirm]");
  if (asking && !("confirmed" in asking.dataset)) {
    event.preventDefault();
    return ask(asking);
  }
  const reveal = pressed("[data-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    reveal.ariaPressed = String(!shown);
  }
  const copy = pressed("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    if (copy.dataset.copied) tell(copy, copy.dataset.copied);
  }
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of $$("details.menu[open]")) menu.open = false;
});

// == Questions to the server ==
// Fetches one of our pages; an answer that leads elsewhere (to log in, to confirm) is followed.
const question = async (url, { csrf, ...body }) => {
  const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok || answer.redirected) throw new Refused("");
  return answer.json();
};

// == Passkeys: form[data-passkey] ==
// The service sends the options, the browser asks for the key, the service names the next page.
const passkeys = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON ? PublicKeyCredential : undefined;
for (const note of $$("[data-without-passkeys]")) note.hidden = !!passkeys;
for (const form of passkeys ? $$("form[data-passkey]") : []) {
  const alert = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy(form, true);
    alert.hidden = true;
    const { passkey, failed, create } = form.dataset;
    const fields = Object.fromEntries(new FormData(form));
    fields.stay &&= true;
    try {
      const { options } = await question(`${passkey}/start`, fields);
      const credential = create === undefined
        ? await navigator.credentials.get({ publicKey: passkeys.parseRequestOptionsFromJSON(options) })
        : await navigator.credentials.create({ publicKey: passkeys.parseCreationOptionsFromJSON(options) });
      const { to } = await question(`${passkey}/finish`, { ...fields, credential: credential.toJSON() });
      location.assign(withFiles ? `${to}#chosen` : to);
    } catch {
      // Declined, timed out or refused: the browser does not tell them apart, so one text serves all.
      tell(alert, failed);
      busy(form, false);
    }
  });
}

// == Strength: [data-strength] ==
// Strength of a new password while it is typed; the server decides when it is sent.
for (const box of $$("[data-strength]")) {
  const input = box.querySelector("[type=password]");
  const meter = box.querySelector("[data-strength-meter]");
  let timer, asked = 0;
  const look = async () => {
    const turn = (asked += 1);
    const { csrf } = Object.fromEntries(new FormData(input.form));
    const known = [...$$("[name=username], [name=name], [data-known]", input.form)].map((field) => field.value);
    try {
      const { score, text } = await question(box.dataset.strength, { csrf, known, password: input.value });
      if (turn !== asked) return;
      meter.hidden = false;
      meter.querySelector("progress").value = score;
      meter.dataset.score = score;
      meter.querySelector("[data-text]").textContent = text;
    } catch {
      // Without an answer there is no meter; the form works all the same.
      meter.hidden = true;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value) timer = setTimeout(look, 350);
    else meter.hidden = true;
  });
}
