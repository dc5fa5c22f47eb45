// Progressive enhancement only: every page works without this file.
const $$ = (selector, root = document) => root.querySelectorAll(selector);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const tell = (box, text) => {
  box.hidden = false;
  (box.querySelector("[data-text]") ?? box).textContent = text;
};

// A submitted form says so and cannot be sent twice; coming back by the back button frees it.
const busy = (form, on) => {
  for (const button of $$("button:not([type=button]):not([type=reset])", form)) {
    button.ariaBusy = on ? "true" : null;
    button.disabled = on;
  }
};
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  // After this turn, so that the pressed button's own name and value are still sent.
  setTimeout(() => event.defaultPrevented || busy(event.target, true));
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) busy(form, false);
});

for (const form of $$("form[data-autosave]")) {
  const state = document.querySelector("[data-autosave-state]");
  const show = (name) => {
    state.dataset.state = name;
    state.textContent = state.dataset[name] ?? "";
  };
  let timer, running, again, unsaved;
  const save = async () => {
    if (running) return void (again = true);
    running = true;
    again = false;
    show("saving");
    try {
      // The attribute: buttons named "action" shadow the property.
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "X-Autosave": "1" },
        body: new URLSearchParams(new FormData(form)),
        keepalive: true,
      });
      // What the form holds of the draft by now, so that it goes on changing only what is changed in it.
      if (form.elements.was && answer.headers.has("x-was")) form.elements.was.value = answer.headers.get("x-was");
      if (answer.status === 422) {
        show("refused");
        state.textContent = await answer.text();
      } else if (answer.ok) show("saved");
      else throw new Error(answer.statusText);
      unsaved = again;
    } catch {
      show("failed");
      later(8000);
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
  addEventListener("pagehide", () => unsaved && save());
}

class Refused extends Error {}

// Network trouble is retried with growing patience; what the server refuses is told at once.
const patiently = async (attempt) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refused || tries >= 4) throw error;
      await pause(1000 * 2 ** tries);
    }
  }
};

const post = (url, csrf, key, body) =>
  patiently(async () => {
    const headers = { "X-CSRF-Token": csrf, "Idempotency-Key": key, Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(url, { method: "POST", headers, body: body && JSON.stringify(body) });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(json.errors?.[0]?.detail || json.detail || json.title || "");
    return json;
  });

const put = (ticket, file, bar) =>
  patiently(() => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(ticket.method || "PUT", ticket.url);
    for (const [name, value] of Object.entries(ticket.headers ?? {})) {
      if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => { if (event.lengthComputable && bar) bar.value = event.loaded / event.total; };
    request.onerror = () => fail(new Error("network"));
    request.onload = () => {
      if (request.status < 300) return done();
      fail(request.status < 500 ? new Refused("") : new Error(String(request.status)));
    };
    request.send(file);
  }));

const digest = async (file) => {
  if (file.size > 64 * 1024 * 1024 || !globalThis.crypto?.subtle) return undefined;
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

for (const form of $$("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const panel = form.querySelector("[data-upload-progress]");
  const bar = panel?.querySelector("progress");
  const name = panel?.querySelector("[data-upload-name]");
  const alert = form.querySelector("[role=alert]") ?? document.querySelector("[role=alert]");
  const sent = new WeakSet();
  const send = async (file) => {
    const fields = new FormData(form);
    const csrf = fields.get("csrf");
    const body = { name: file.name, size: file.size, content_type: file.type || "application/octet-stream", sha256: await digest(file) };
    for (const field of ["kind", "visibility", "document_id", "file_request_id"]) {
      if (fields.get(field)) body[field] = fields.get(field);
    }
    const url = form.dataset.uploadsUrl;
    const ticket = await post(url, csrf, `${Date.now()}-${Math.random()}`, body);
    await put(ticket, file, bar);
    await post(`${url}/${ticket.id}/complete`, csrf, `complete-${ticket.id}`);
  };
  form.addEventListener("submit", async (event) => {
    if (!input?.files.length) return;
    event.preventDefault();
    busy(form, true);
    if (alert) alert.hidden = true;
    if (panel) panel.hidden = false;
    try {
      for (const file of input.files) {
        if (sent.has(file)) continue;
        if (name) name.textContent = file.name;
        if (bar) bar.value = 0;
        await send(file);
        sent.add(file);
      }
      if (form.dataset.sent) sessionStorage.setItem("told", form.dataset.sent);
      location.assign(form.dataset.doneUrl || location.href);
    } catch (error) {
      if (alert) tell(alert, (error instanceof Refused && error.message) || form.dataset.failed || "");
      if (panel) panel.hidden = true;
      busy(form, false);
    }
  });
}

// What a script did is told on the page it leads to, as the server tells of its own doings.
const told = sessionStorage.getItem("told");
if (told) {
  sessionStorage.removeItem("told");
  const line = Object.assign(document.createElement("p"), { className: "alert", textContent: told });
  document.querySelector(".flash")?.append(line);
}

// What was written outlives a session that ended; it is forgotten when the answer shows it was sent.
// It is hers who wrote it: what another person left in this tab goes when somebody else is shown a page, or logs out.
const kept = (key) => key.startsWith("kept ");
const forget = (which) => {
  for (const key of Object.keys(sessionStorage).filter(kept)) if (which(key)) sessionStorage.removeItem(key);
};
const whose = document.body.dataset.person;
if (whose) forget((key) => !key.startsWith(`kept ${whose} `));
for (const form of $$("form[action$='/logout']")) form.addEventListener("submit", () => forget(() => true));
for (const area of $$("form[data-keep] textarea")) {
  // Where the form goes, which is also where the answer is shown: one thread has two addresses.
  const key = `kept ${whose} ${area.form.getAttribute("action")} ${area.name}`;
  if (location.hash.startsWith("#m-")) sessionStorage.removeItem(key);
  area.value ||= sessionStorage.getItem(key) ?? "";
  area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
}

document.querySelector("[aria-invalid=true]")?.focus();

for (const tab of $$(".nav [aria-current], .tabs [aria-current], .filters [aria-current]")) tab.parentElement.scrollLeft = tab.offsetLeft - 48;

for (const select of $$("select[data-submit]")) {
  for (const button of $$("button", select.form)) button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
}

for (const area of $$("textarea[data-grow]")) {
  const grow = () => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  grow();
}

for (const button of $$("[data-reveal], [data-copy]")) button.hidden = false;

const ask = (button) => {
  if (button.form && !button.form.reportValidity()) return;
  const { confirm, confirmYes, confirmNo } = button.dataset;
  const dialog = document.createElement("dialog");
  const form = Object.assign(document.createElement("form"), { method: "dialog", className: "actions" });
  for (const [value, label, look] of [["no", confirmNo, "btn"], ["yes", confirmYes, button.matches(".btn-primary") ? "btn btn-primary" : "btn btn-danger"]]) {
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

// A script's own question to our pages; one that leads elsewhere (to log in, to confirm) is followed.
const question = async (url, { csrf, ...body }) => {
  const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok || answer.redirected) throw new Refused("");
  return answer.json();
};

// Passkeys: the service names the wishes, the browser shows the key, the service says where to go on.
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
    try {
      const { options } = await question(`${passkey}/start`, fields);
      const credential = create === undefined
        ? await navigator.credentials.get({ publicKey: passkeys.parseRequestOptionsFromJSON(options) })
        : await navigator.credentials.create({ publicKey: passkeys.parseCreationOptionsFromJSON(options) });
      const { to } = await question(`${passkey}/finish`, { ...fields, credential: credential.toJSON() });
      location.assign(to);
    } catch {
      tell(alert, failed);
      busy(form, false);
    }
  });
}

// How strong a new password is, while it is typed; what counts is said when it is sent.
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
      meter.hidden = true;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value) timer = setTimeout(look, 350);
    else meter.hidden = true;
  });
}
