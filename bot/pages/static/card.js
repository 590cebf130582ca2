// Draws a card. Everything is set as text, never as markup.

export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const MARKS = { amber: "请核对", red: "需要处理", ok: "已确认" };

function fact(row) {
  const value = el("dd", { className: row.mark ? `mark-${row.mark}` : "" },
    row.mark && MARKS[row.mark] ? el("i", { className: "dot", title: MARKS[row.mark], role: "img", ariaLabel: MARKS[row.mark] }) : "",
    el("span", {}, row.value), row.note ? el("small", {}, row.note) : "");
  return [el("dt", {}, row.label), value];
}

function quote(block) {
  const said = [...block.text];
  const words = el("p");
  let at = 0;
  for (const [start, end] of [...block.marks].sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    words.append(said.slice(at, start).join(""), el("mark", {}, said.slice(start, end).join("")));
    at = end;
  }
  words.append(said.slice(at).join(""));
  return el("blockquote", {}, block.who ? el("cite", {}, block.who) : "", words);
}

function drawBlock(block) {
  if (block.kind === "facts") return el("dl", {}, ...block.rows.flatMap(fact));
  if (block.kind === "lines") return el(block.numbered ? "ol" : "ul", {}, ...block.rows.map((row) => el("li", {}, row)));
  if (block.kind === "note") return el("p", { className: `note tone-${block.tone}` }, block.text);
  if (block.kind === "quote") return quote(block);
  return "";
}

export function drawButtons(card, press) {
  const row = el("div", { className: "buttons" });
  for (const button of card.buttons) {
    row.append(el("button", {
      type: "button", className: `act ${button.style}`,
      title: button.reply ? `也可以回复“${button.reply}”` : undefined,
      onclick: (event) => press(button, event.currentTarget),
    }, button.label));
  }
  if (card.form?.url) {
    row.append(el("a", { className: "act plain", href: card.form.url, target: "_blank", rel: "noopener noreferrer" }, "填表修改"));
  }
  return row.childElementCount ? row : "";
}

export function drawCard(card, { gone, press }) {
  return el("article", { className: `card tone-${card.tone}${gone ? " gone" : ""}`, ariaLabel: card.summary || card.title },
    el("h3", {}, card.title),
    gone ? el("p", { className: "stale" }, "已更新,请看下面的新卡") : "",
    ...(gone ? [] : card.blocks.map(drawBlock)),
    gone ? "" : drawButtons(card, press));
}
