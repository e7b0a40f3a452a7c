// A table that is wider than the telephone on which it is read, or much squeezed there, shows each row as lines of "heading: cell".
// Without this it is moved sideways.
export function stack(around) {
  for (const table of around.querySelectorAll(".scroll > table:not([data-stack])")) {
    const box = table.parentElement;
    if (!narrow.matches || !box.clientWidth || !hasPlainHead(table) || !isCramped(table, box)) continue;
    const heads = headings(table);
    for (const row of [...table.tBodies, table.tFoot].flatMap((part) => [...(part?.rows ?? [])])) label(row, heads);
    table.dataset.stack = "";
  }
}

const MANY = 4;
const SQUEEZED = 1.3;
const narrow = matchMedia("(max-width: 40rem)");

// One row of words, none of which leads anywhere; and no cell further down reaches over several rows.
function hasPlainHead(table) {
  return table.tHead?.rows.length === 1 && !table.matches(".matrix") && !table.querySelector("thead :is(a, button, input), [rowspan]");
}

function isCramped(table, box) {
  if (box.scrollWidth > box.clientWidth + 1) return true;
  if (table.tHead.rows[0].cells.length < MANY) return false;
  table.style.width = "max-content";
  const free = table.offsetWidth;
  table.style.width = "";
  return free > box.clientWidth * SQUEEZED;
}

function headings(table) {
  return [...table.tHead.rows[0].cells].flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
}

function label(row, heads) {
  let column = 0;
  for (const cell of row.cells) {
    if (column && heads[column] && cell.colSpan === 1) cell.dataset.head = heads[column];
    column += cell.colSpan;
  }
}

const all = () => stack(document);
all();
document.addEventListener("htmx:load", (event) => stack(event.target.parentElement ?? document));
document.addEventListener("toggle", (event) => stack(event.target), true);
narrow.addEventListener("change", all);
addEventListener("load", all);
