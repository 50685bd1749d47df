// What pages do better with a script.
const byId = (id) => document.getElementById(id);

// A button with data-copy copies the text of the element of that id.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const source = byId(button.dataset.copy);
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    getSelection().selectAllChildren(source);
    said = "Press Ctrl+C";
  }
  button.querySelector("[role=status]").textContent = said;
});

// A box with data-filter hides the rows of an element that lack its words.
function filter(box) {
  const words = box.value.toLowerCase().split(/\s+/);
  const list = byId(box.dataset.filter);
  let none = true;
  for (const row of list.querySelectorAll("[data-row]")) {
    const text = [...row.querySelectorAll(".name, p")].map((e) => e.textContent).join(" ").toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    none &&= row.hidden;
  }
  for (const group of list.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-row]:not([hidden])");
    if (box.value) group.open = true;
  }
  list.querySelector("[data-none]").hidden = !none;
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset.filter) filter(target);
});

// A group counts in its data-count the selects that choose something, and what
// comes with any of these.
document.addEventListener("change", ({ target }) => {
  const group = target.closest("[data-group]");
  if (!group) return;
  const chosen = group.querySelectorAll("option:checked:not([value=none])").length;
  const besides = group.querySelectorAll(".metadata option:checked[value=none]").length;
  group.querySelector("[data-count]").textContent = chosen && chosen + besides;
});

// A box with data-implied, what brings it, is ticked with any of that. Taking
// its tick away takes away those of what brings it, and of what it brings.
document.addEventListener("change", ({ target }) => {
  if (target.dataset.implied === undefined) return;
  const brings = (one, other) => other.dataset.implied.split(" ").includes(one.value);
  for (const box of target.form.querySelectorAll("[data-implied]")) {
    if (brings(target, box) || (!target.checked && brings(box, target))) box.checked = target.checked;
  }
});

// All rows of a list are ticked with the box for all, which none is taken from;
// how many are ticked is said.
document.addEventListener("change", ({ target }) => {
  if (target.getAttribute("form") !== "bulk") return;
  const rows = [...document.querySelectorAll("[form=bulk][name=id]")];
  const all = document.querySelector("[form=bulk][name=all]") ?? {};
  if (target === all) rows.forEach((row) => (row.checked = all.checked));
  all.checked &&= rows.every((row) => row.checked);
  const ticked = rows.filter((row) => row.checked).length;
  byId("ticked").textContent = all.checked ? "all selected" : ticked ? `${ticked} selected` : "";
});

// Enter there sends no form; with data-enter it presses the button of that id.
document.addEventListener("keypress", (event) => {
  const { key, target } = event;
  if (key !== "Enter" || !target.matches("[data-filter], [data-enter]")) return;
  event.preventDefault();
  byId(target.dataset.enter)?.click();
});

document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("[data-filter]").forEach(filter);
});

// An answer that never came, or that is our failure, is said, also by what asked
// for it: it has data-failed.
for (const event of ["htmx:after:request", "htmx:error"]) {
  document.addEventListener(event, ({ detail: { ctx } }) => {
    const answered = ctx.response?.status < 500;
    byId("trouble").hidden = answered;
    ctx.sourceElement.toggleAttribute("data-failed", !answered);
  });
}
