// Small kindnesses for those who have JavaScript. Every page works without this file.
const language = document.documentElement.lang;

// Times come in UTC and are shown in the reader's zone.
const showLocalTimes = (root) => {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  for (const time of root.querySelectorAll("time[data-local]")) {
    time.textContent = format.format(new Date(time.dateTime));
    time.removeAttribute("data-local");
  }
};

// How strong a password is, as it is typed (PBX-12). The server decides; this only advises.
const strength = (password) => {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password));
  const variety = new Set(password).size;
  if (password.length < 12 || variety < 6) return 1;
  const score = password.length + 3 * (kinds.length - 1) + Math.min(variety, 16);
  if (score < 28) return 2;
  return score < 40 ? 3 : 4;
};
const watchPasswords = (root) => {
  for (const meter of root.querySelectorAll("[data-strength-of]")) {
    const field = document.getElementById(meter.dataset.strengthOf);
    const words = meter.dataset.words.split("|");
    const bar = meter.querySelector("meter");
    const said = meter.querySelector("output");
    field.addEventListener("input", () => {
      const value = field.value ? strength(field.value) : 0;
      bar.value = value;
      said.textContent = value ? words[value - 1] : "";
    });
    meter.hidden = false;
  }
};

// Where something went wrong, the reader's focus goes: to the first field that needs it.
const focusFirstError = (root) => {
  root.querySelector("[aria-invalid=true], [role=alert]")?.focus();
};

// A message that is played counts as heard: its own form says so to the server.
document.addEventListener("play", (event) => {
  const form = document.getElementById(event.target.dataset?.heard ?? "");
  form?.requestSubmit();
}, true);

const prepare = (root) => {
  showLocalTimes(root);
  watchPasswords(root);
};
prepare(document);
focusFirstError(document);
document.addEventListener("htmx:afterSettle", (event) => {
  prepare(event.detail.elt.parentElement ?? document);
  focusFirstError(event.detail.elt);
});
