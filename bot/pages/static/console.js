// The page: which people are shown, the live stream, the first-use hint.
import { el } from "./card.js";
import { avatar, Panel } from "./panel.js";
import { follow } from "./stream.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const byId = (id) => document.getElementById(id);
const people = new Map(boot.people.map((person) => [person.user, person]));
const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: boot.zone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
const world = {
  groups: boot.groups,
  person: (user) => people.get(user) ?? { user, name: user, role: "", role_label: "" },
  time: (at) => clock.format(new Date(at)),
};
const panels = new Map();

function remember(name, value) {
  try { localStorage.setItem(`jiedan.${name}`, JSON.stringify(value)); } catch { /* private window */ }
}

function recall(name) {
  try { return JSON.parse(localStorage.getItem(`jiedan.${name}`)); } catch { return null; }
}

function shown() {
  const kept = recall("shown");
  const list = Array.isArray(kept) ? kept.filter((item) => people.has(item.user)) : [];
  return list.length ? list : boot.shown;
}

function show(panel) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  panel.root.scrollIntoView({ behavior: calm ? "auto" : "smooth", inline: "center", block: "nearest" });
}

function drawPanels() {
  const wanted = shown();
  for (const [user, panel] of panels) {
    if (!wanted.some((item) => item.user === user)) { panel.root.remove(); panels.delete(user); }
  }
  for (const item of wanted) {
    if (!panels.has(item.user)) {
      panels.set(item.user, new Panel(people.get(item.user), world, { tabs: item.tabs, open: item.chat, onUnread: drawFaces }));
    }
    byId("desk").append(panels.get(item.user).root);
  }
  drawFaces();
}

function drawFaces() {
  byId("faces").replaceChildren(...[...panels.values()].map((panel) => el("button", {
    type: "button", ariaLabel: `${panel.person.name}${panel.unread.size ? ",有新消息" : ""}`, title: panel.person.name,
    onclick: () => { show(panel); panel.input.focus({ preventScroll: true }); },
  }, avatar(panel.person, true), panel.unread.size ? el("i", { className: "unread" }) : "")));
}

function drawPicker() {
  const words = byId("find").value.trim().toLowerCase();
  const on = new Set(shown().map((item) => item.user));
  byId("list").replaceChildren(...boot.people
    .filter((p) => `${p.name}${p.role_label}${p.customer_name ?? ""}`.toLowerCase().includes(words))
    .map((person) => {
      const box = el("input", { type: "checkbox", checked: on.has(person.user) });
      box.addEventListener("change", () => {
        const rest = shown().filter((item) => item.user !== person.user);
        remember("shown", box.checked ? [...rest, { user: person.user }] : rest);
        drawPanels();
      });
      return el("label", {}, box, avatar(person, true), el("span", {}, person.name),
        el("small", {}, person.customer_name || person.role_label));
    }));
}

function drawHint() {
  if (recall("seen") || !boot.tries.length) return;
  byId("tries").replaceChildren(...boot.tries.map((item) => el("button", {
    type: "button",
    onclick: async () => {
      const panel = panels.get(item.user) ?? [...panels.values()][0];
      await panel.open(`d-${panel.person.user}`);
      show(panel);
      panel.say(item.text);
    },
  }, el("small", {}, world.person(item.user).name), item.text)));
  byId("hint").hidden = false;
}

byId("shut").addEventListener("click", () => { byId("hint").hidden = true; remember("seen", true); });
byId("pick").addEventListener("click", () => { drawPicker(); byId("people").showModal(); });
byId("find").addEventListener("input", drawPicker);
byId("reset").addEventListener("click", () => { remember("shown", null); drawPanels(); drawPicker(); });
drawPanels();
drawHint();
follow(boot.last, (entry) => panels.forEach((panel) => panel.receive(entry)), (on) => {
  byId("link").className = `link ${on ? "on" : "off"}`;
  byId("link").lastElementChild.textContent = on ? "已连接" : "连接断开,正在重连…";
});
