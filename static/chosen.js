// Files chosen in the intake form. They stay in this browser, at the public host, until the new project's portal asks
// for them; nobody is known yet, so the service keeps none.

const $$ = (selector, root = document) => root.querySelectorAll(selector);
// Lifetimes in milliseconds of a chosen file, as long as an untouched draft's, of one that was handed over, and of one
// without a request yet: the next person at this browser is not shown it.
const [KEPT, GIVEN, FREE] = [14 * 86400000, 86400000, 3600000];

const opened = () => new Promise((done, fail) => {
  const request = indexedDB.open("chosen", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "id", autoIncrement: true });
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
// Result of `work` on the store, once it is on disk.
const on = async (mode, work) => {
  const database = await opened();
  return new Promise((done, fail) => {
    const transaction = database.transaction("files", mode);
    const request = work(transaction.objectStore("files"));
    transaction.oncomplete = () => done(request?.result);
    transaction.onabort = () => fail(transaction.error);
  }).finally(() => database.close());
};
const all = async () => {
  const now = Date.now();
  const files = await on("readonly", (store) => store.getAll());
  const old = files.filter(({ at, given, request }) => now - at > (request ? KEPT : FREE) || now - given > GIVEN);
  if (old.length) await on("readwrite", (store) => old.forEach(({ id }) => store.delete(id)));
  return files.filter((file) => !old.includes(file));
};
// The request of this page; none on the first step, which makes one.
const request = document.querySelector("[data-chosen-request]")?.dataset.chosenRequest
  ?? location.pathname.match(/^\/start\/([^/]+)\//)?.[1];
// Files of this request. Those that were chosen before it was made become its own.
const own = async () => {
  const files = await all();
  const free = request ? files.filter((file) => !file.request) : [];
  if (free.length) await on("readwrite", (store) => free.forEach((file) => store.put(Object.assign(file, { request }))));
  return files.filter((file) => file.request === request);
};
const waiting = async () => (await own()).filter(({ given }) => !given);

// == The form: [data-chosen] ==
// Its list has a way to remove each file; on the step before sending it is read again.
for (const box of $$("[data-chosen]")) {
  const input = box.querySelector("input");
  const list = box.querySelector("ul");
  const alert = box.querySelector("[role=alert]");
  const size = (bytes) => {
    const [unit, count, digits] = bytes < 1e6
      ? ["kilobyte", Math.ceil(bytes / 1000), 0]
      : ["megabyte", bytes / 1e6, 1];
    const format = { style: "unit", unit, maximumFractionDigits: digits, minimumFractionDigits: digits };
    return new Intl.NumberFormat(document.documentElement.lang, format).format(count);
  };
  const draw = async () => {
    const files = await waiting();
    list.replaceChildren(...files.map(({ id, file }) => {
      const row = box.querySelector("template").content.cloneNode(true);
      row.querySelector("[data-name]").textContent = file.name;
      row.querySelector("[data-size]").textContent = size(file.size);
      const remove = row.querySelector("button");
      remove.ariaLabel = `${remove.textContent} ${file.name}`;
      remove.addEventListener("click", async () => {
        await on("readwrite", (store) => store.delete(id));
        await draw();
        (list.querySelector("button") ?? input)?.focus();
      });
      return row;
    }));
    box.hidden = !input && !files.length;
  };
  input?.addEventListener("change", async () => {
    const at = Date.now();
    alert.hidden = true;
    try {
      await on("readwrite", (store) => [...input.files].forEach((file) => store.add({ file, at, request })));
      input.value = "";
    } catch {
      // Private windows and full disks keep nothing.
      input.value = "";
      alert.hidden = false;
    }
    await draw();
  });
  // Without a store there is no such field: the portal asks for files.
  draw().catch(() => {});
}

// == The way into the portal: [data-chosen-onward] ==
// A mark at the end of the address goes along with every redirect.
const onward = $$("[data-chosen-onward]");
if (onward.length && (await waiting().catch(() => [])).length) {
  for (const note of $$("[data-chosen-note]")) note.hidden = false;
  for (const way of onward) {
    const name = way.matches("form") ? "action" : "href";
    way.setAttribute(name, `${way.getAttribute(name)}#chosen`);
  }
}

// == Another request begins with no files ==
for (const form of $$("form[action='/start/new']")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    on("readwrite", (store) => store.clear()).catch(() => {}).finally(() => form.submit());
  });
}

// == The window that the portal opens: [data-chosen-to] ==
// The files go to the portal of this browser's own request, and to no other window.
for (const { dataset } of $$("[data-chosen-to]")) {
  const files = await own().catch(() => []);
  opener?.postMessage(files.map(({ file }) => file), dataset.chosenTo);
  const given = Date.now();
  await on("readwrite", (store) => files.forEach((file) => store.put({ ...file, given })));
}
