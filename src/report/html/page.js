// Sorts and filters tables, unfolds what is linked to, and shows all digits of a cell. Without it the page is whole, and stands still.
"use strict";

const main = document.getElementById("main");
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

// --- sorting: up, down, as it was. The baseline stays first; what is absent comes last, either way.

const scales = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400, B: 1,
	KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, PiB: 2 ** 50, EiB: 2 ** 60 };
const collator = new Intl.Collator("en", { numeric: true });

// "1 min 20 s" are two numbers; of an interval the estimate counts.
function numberOf(text) {
	const found = text.match(/^[<≤≥±]?\s*([-+]?\d+\.?\d*(?:e[-+]?\d+)?)(?: ([a-zA-Z]+))?(?: (\d+) (s|min|h)\b)?/);
	return found ? found[1] * (scales[found[2]] || 1) + (found[3] || 0) * (scales[found[4]] || 0) : null;
}

function keyOf(row, column, isNumber) {
	const cell = row.cells[column], text = cell.textContent.trim();
	if (text === "-" || text.startsWith("n/a"))
		return null;
	return isNumber ? numberOf(cell.dataset.exact || text) : text;
}

function compare(a, b, direction) {
	if (a === null || b === null)
		return (a === null) - (b === null);
	return direction * (typeof a === "number" ? a - b : collator.compare(a, b));
}

function sort(table, rows, head) {
	const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
	for (const other of table.tHead.rows[0].cells)
		other.removeAttribute("aria-sort");
	let order = rows;
	if (next !== "none") {
		head.setAttribute("aria-sort", next);
		const keys = new Map(rows.map(row => [row, keyOf(row, head.cellIndex, head.classList.contains("number"))]));
		const first = row => !row.classList.contains("baseline");
		order = [...rows].sort((a, b) => first(a) - first(b) || compare(keys.get(a), keys.get(b), next === "ascending" ? 1 : -1));
	}
	table.tBodies[0].append(...order);
	enter(table);
}

for (const table of all("table", main)) {
	const rows = [...table.tBodies[0].rows];
	if (rows.length < 2)
		continue;
	for (const head of table.tHead.rows[0].cells) {
		const button = make("button", { type: "button" });
		button.append(...head.childNodes);
		head.append(button);
		button.addEventListener("click", () => sort(table, rows, head));
	}
}

// --- filtering: rows and details of variants; rows of others and the baseline stay

const form = document.getElementById("filter");

function wanted(details, text, verdict, settings) {
	const marks = details.dataset.settings.split(" ");
	const told = [".name", ".change"].map(part => details.querySelector(part)?.textContent || "").join("\n");
	return told.toLowerCase().includes(text) && (!verdict || details.dataset.verdict === verdict) &&
		settings.every(mark => marks.includes(mark));
}

// A variant's details, then its rows.
const parts = new Map(all("details[data-variant]", main).map(details => [details.dataset.variant, [details]]));
for (const row of all("tr[data-variant]", main))
	parts.get(row.dataset.variant).push(row);

function filter() {
	const asked = new FormData(form), settings = asked.getAll("setting").filter(mark => mark);
	const changes = [...parts.values()].map(([details]) => details).filter(details => details.dataset.verdict !== "baseline");
	let shown = 0;
	for (const details of changes) {
		const isShown = wanted(details, asked.get("text").trim().toLowerCase(), asked.get("verdict"), settings);
		shown += isShown;
		for (const part of parts.get(details.dataset.variant))
			part.hidden = !isShown;
	}
	form.querySelector("output").textContent = `${shown} of ${changes.length} variants shown, beside the baseline.`;
	all("table", main).forEach(enter);
}

if (form) {
	form.parentNode.hidden = false;
	form.parentNode.open = !matchMedia("(max-width: 60rem)").matches;
	form.addEventListener("input", filter);
	form.addEventListener("submit", event => event.preventDefault());
	form.querySelector("button").addEventListener("click", () => {
		form.reset();
		filter();
	});
}

// --- all digits: under the pointer, or at the cell that has the focus; arrows go from cell to cell

const tip = make("div", { id: "exact", role: "tooltip", hidden: true });
let leaving;
document.body.append(tip);

function show(cell) {
	clearTimeout(leaving);
	tip.textContent = cell.dataset.exact;
	tip.hidden = false;
	const at = cell.getBoundingClientRect(), room = document.documentElement.clientWidth - tip.offsetWidth - 4;
	tip.style.left = `${Math.max(4, Math.min(at.left, room))}px`;
	tip.style.top = `${at.bottom + tip.offsetHeight + 2 < innerHeight ? at.bottom + 2 : at.top - tip.offsetHeight - 2}px`;
}

function hide() { tip.hidden = true; }

// The way into a table's cells: the first of them that is seen.
function enter(table) {
	const cells = all("[data-exact]", table);
	const first = cells.find(cell => !cell.parentNode.hidden);
	for (const cell of cells)
		cell.tabIndex = cell === first ? 0 : -1;
}

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function neighbour(cell, [down, right]) {
	const rows = [...cell.closest("tbody").rows].filter(row => !row.hidden);
	let row = rows.indexOf(cell.parentNode) + down, column = cell.cellIndex + right;
	while (rows[row]?.cells[column] && !rows[row].cells[column].dataset.exact) {
		row += down;
		column += right;
	}
	return rows[row]?.cells[column];
}

for (const cell of all("td[title]", main)) {
	cell.dataset.exact = cell.title;
	cell.removeAttribute("title");
	cell.setAttribute("aria-describedby", "exact");
	cell.addEventListener("mouseenter", () => show(cell));
	cell.addEventListener("mouseleave", () => { leaving = setTimeout(hide, 150); });
	cell.addEventListener("focus", () => show(cell));
	cell.addEventListener("blur", hide);
	cell.addEventListener("keydown", event => {
		const next = steps[event.key] && neighbour(cell, steps[event.key]);
		if (next) {
			event.preventDefault();
			next.focus();
		}
	});
}
tip.addEventListener("mouseenter", () => clearTimeout(leaving));
tip.addEventListener("mouseleave", hide);
document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
document.addEventListener("scroll", () => {
	if (document.activeElement.dataset.exact)
		show(document.activeElement);
	else
		hide();
}, true);
all("table", main).forEach(enter);

// --- what is folded and what is cut off

function unfold() {
	const target = document.getElementById(location.hash.slice(1));
	if (target?.tagName === "DETAILS") {
		target.open = true;
		target.scrollIntoView();
	}
}

// What scrolls can be reached by keyboard, and nothing else can.
function reach() {
	for (const box of all(".scroll, pre", main))
		if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight)
			box.tabIndex = 0;
		else
			box.removeAttribute("tabindex");
}

const folded = all("details", main);
if (folded.length > 1) {
	const button = make("button", { type: "button", textContent: "Unfold all" });
	button.addEventListener("click", () => {
		const open = !folded.every(details => details.open);
		folded.forEach(details => { details.open = open; });
		button.textContent = open ? "Fold all" : "Unfold all";
	});
	folded[0].before(button);
}
folded.forEach(details => details.addEventListener("toggle", reach));
addEventListener("resize", reach);
addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => folded.forEach(details => { details.open = true; }));
reach();
unfold();
if (form)
	filter();
