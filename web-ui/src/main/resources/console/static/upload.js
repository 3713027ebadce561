// Uploads: the NameNode names a DataNode for each file, a worker sends the file there. At most two run at once.
import { encodeAll, notify } from "./console.js";

const page = document.getElementById("files-page");
const input = document.getElementById("upload-input");
const panel = document.getElementById("uploads");
const list = document.getElementById("upload-list");
const summary = document.getElementById("uploads-summary");
const template = document.getElementById("upload-template");
const base = document.querySelector('meta[name="cairn-base"]').content;
const PARALLEL = 2;
const QUEUE_MAX = 1000;

const waiting = [];
const running = new Set();
let finished = 0;
let failed = 0;

function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.995 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${units[unit]}`;
}

class Upload {
  constructor(file) {
    this.file = file;
    this.overwrite = false;
    this.worker = null;
    this.abort = null;
    this.row = template.content.firstElementChild.cloneNode(true);
    this.state = this.row.querySelector(".upload-state");
    this.bar = this.row.querySelector("progress");
    this.cancelButton = this.row.querySelector(".upload-cancel");
    this.replaceButton = this.row.querySelector(".upload-replace");
    this.row.querySelector(".upload-name").textContent = file.name;
    this.bar.setAttribute("aria-label", `Upload of ${file.name}`);
    this.cancelButton.setAttribute("aria-label", `Cancel the upload of ${file.name}`);
    this.replaceButton.setAttribute("aria-label", `Replace the existing ${file.name}`);
    this.cancelButton.addEventListener("click", () => this.end("failed", "Cancelled; the file was not stored."));
    this.replaceButton.addEventListener("click", () => {
      this.overwrite = true;
      this.replaceButton.hidden = true;
      failed--;
      enqueue(this);
    });
    this.say("waiting", "Waiting");
    list.append(this.row);
  }

  say(kind, text) {
    this.row.dataset.kind = kind;
    this.state.textContent = text;
  }

  async start() {
    this.ended = false;
    this.abort = new AbortController();
    this.cancelButton.hidden = false;
    this.bar.value = 0;
    this.say("running", "Asking the NameNode for a DataNode");
    const directory = page.dataset.webhdfs.replace(/\/$/, "");
    const url = `${directory}/${encodeAll(this.file.name)}?op=CREATE&noredirect=true&overwrite=${this.overwrite}&user.name=${encodeAll(page.dataset.user)}`;
    try {
      const response = await fetch(url, { method: "PUT", signal: this.abort.signal });
      const body = await response.json();
      if (!response.ok) {
        this.refused(body, response.status);
      } else if (!body.Location) {
        this.end("failed", "The NameNode named no DataNode.");
      } else {
        this.send(new URL(body.Location, location.href));
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        this.end("failed", "The NameNode does not answer; nothing was stored. Try again.");
      }
    }
  }

  send(target) {
    const began = performance.now();
    this.worker = new Worker(`${base}ui/transfer-worker.js?target=${encodeAll(target.origin)}`);
    this.worker.onmessage = ({ data }) => {
      if (data.kind === "progress") {
        this.bar.value = this.file.size === 0 ? 100 : (100 * data.sent) / this.file.size;
        const seconds = (performance.now() - began) / 1000;
        const speed = seconds > 0.5 ? `, ${size(data.sent / seconds)}/s` : "";
        this.say("running", data.sent >= this.file.size ? "Waiting for the replicas to be stored" : `${size(data.sent)} of ${size(this.file.size)}${speed}`);
      } else if (data.kind === "answer") {
        if (data.status >= 200 && data.status < 300) {
          this.bar.value = 100;
          this.end("done", `Stored, ${size(this.file.size)}`);
        } else {
          let body = {};
          try {
            body = JSON.parse(data.body);
          } catch {
            // Not the usual JSON: the status says enough.
          }
          this.refused(body, data.status);
        }
      } else {
        this.end("failed", `The DataNode ${target.host} did not answer to the end. Whether the file was stored is not known: look at the listing.`);
      }
    };
    this.worker.onerror = () => this.end("failed", `The DataNode ${target.host} is not registered any more. Try again.`);
    this.worker.postMessage({ url: target.href, file: this.file });
  }

  refused(body, status) {
    const exception = body.RemoteException;
    if (exception?.exception === "FileAlreadyExistsException" && !this.overwrite) {
      this.replaceButton.hidden = false;
      this.end("failed", "A file of this name exists already; it was left alone.");
    } else {
      this.end("failed", exception ? exception.message : `Refused with status ${status}.`);
    }
  }

  end(kind, text) {
    if (this.ended) {
      return;
    }
    this.ended = true;
    this.abort?.abort();
    this.worker?.terminate();
    this.worker = null;
    this.cancelButton.hidden = true;
    this.say(kind, text);
    running.delete(this);
    const queued = waiting.indexOf(this);
    if (queued >= 0) {
      waiting.splice(queued, 1);
    }
    if (kind === "done") {
      finished++;
    } else {
      failed++;
    }
    pump();
  }
}

function enqueue(upload) {
  upload.ended = false;
  upload.cancelButton.hidden = false;
  upload.say("waiting", "Waiting");
  waiting.push(upload);
  pump();
}

function pump() {
  while (running.size < PARALLEL && waiting.length > 0) {
    const next = waiting.shift();
    running.add(next);
    next.start();
  }
  const left = running.size + waiting.length;
  summary.textContent =
    (left > 0 ? `${left} to go, ` : "") + `${finished} stored` + (failed > 0 ? `, ${failed} not stored` : "");
  if (left === 0 && finished > 0) {
    refresh();
  }
}

function refresh() {
  htmx.ajax("GET", location.href, { target: "#listing", select: "#listing", swap: "outerHTML" });
}

function add(files) {
  const chosen = [...files];
  if (chosen.length === 0) {
    return;
  }
  panel.hidden = false;
  const room = QUEUE_MAX - waiting.length;
  if (chosen.length > room) {
    notify(`Only the first ${room} files are taken; upload the others afterwards.`, true);
  }
  chosen.slice(0, room).forEach((file) => enqueue(new Upload(file)));
}

document.getElementById("upload-button")?.addEventListener("click", () => input.click());
input.addEventListener("change", () => {
  add(input.files);
  input.value = "";
});
document.getElementById("uploads-close").addEventListener("click", () => {
  [...list.children].filter((row) => row.dataset.kind === "done" || row.dataset.kind === "failed").forEach((row) => row.remove());
  panel.hidden = list.children.length === 0;
});

/* Drag and drop over the whole page */
let depth = 0;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

function showDrop(on) {
  document.body.classList.toggle("dropping", on);
}

document.addEventListener("dragenter", (event) => {
  if (carriesFiles(event)) {
    depth++;
    showDrop(page.dataset.canWrite === "true");
  }
});
document.addEventListener("dragleave", (event) => {
  if (carriesFiles(event) && --depth <= 0) {
    depth = 0;
    showDrop(false);
  }
});
document.addEventListener("dragover", (event) => {
  if (carriesFiles(event)) {
    event.preventDefault();
  }
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) {
    return;
  }
  event.preventDefault();
  depth = 0;
  showDrop(false);
  if (page.dataset.canWrite !== "true") {
    notify(document.querySelector(".refusal")?.textContent ?? "You may not write here.", true);
    return;
  }
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const files = items.filter((item) => !item.webkitGetAsEntry?.()?.isDirectory).map((item) => item.getAsFile());
  if (files.length < items.length) {
    notify("Directories are not uploaded; the files beside them are.", true);
  }
  add(files.filter((file) => file !== null));
});

/* Leaving the page ends its uploads: ask first. */
addEventListener("beforeunload", (event) => {
  if (running.size + waiting.length > 0) {
    event.preventDefault();
  }
});
