// One person's window: tabs for the chats, the messages, a line to write on.
import { drawButtons, drawCard, el } from "./card.js";
import { clientId, history, say, tap } from "./stream.js";

const HUES = [212, 158, 28, 268, 340, 190, 96, 12, 236, 310];
const hueOf = (key) => HUES[[...key].reduce((sum, c) => sum + c.codePointAt(0), 0) % HUES.length];

export function avatar(person, small) {
  const face = el("span", { className: small ? "face small" : "face", ariaHidden: "true" }, [...person.name].slice(-2).join(""));
  face.style.setProperty("--hue", hueOf(person.user));
  return face;
}

const bot = () => el("span", { className: "face bot", ariaHidden: "true" }, "单");

export class Panel {
  constructor(person, world, { tabs, open, onUnread }) {
    this.person = person;
    this.world = world;
    this.onUnread = onUnread;
    this.entries = new Map(); // chat -> Map(entry id -> entry)
    this.unread = new Set();
    this.tabs = [...new Set([`d-${person.user}`, ...(tabs ?? []), ...(open ? [open] : [])])];
    this.chat = open || this.tabs[0];
    this.build();
    this.tabs.forEach((chat) => this.load(chat));
  }

  build() {
    const { person } = this;
    this.tablist = el("div", { className: "tabs", role: "tablist", ariaLabel: `${person.name}的聊天` });
    this.log = el("div", { className: "log", role: "log", ariaLive: "polite", tabIndex: 0, ariaLabel: `${person.name}的消息` });
    this.input = el("textarea", { rows: 1, maxLength: 20000, placeholder: "像平时聊天那样写…", ariaLabel: `以${person.name}的身份发消息`, enterKeyHint: "send" });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
    });
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("paste", (event) => this.picture(event, event.clipboardData));
    this.input.addEventListener("drop", (event) => this.picture(event, event.dataTransfer));
    const form = el("form", { className: "write", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.input, el("button", { type: "submit", className: "send", ariaLabel: "发送" }, "发送"));
    this.root = el("section", { className: "panel", id: `panel-${person.user}`, ariaLabel: `${person.name}的窗口` },
      el("header", {}, avatar(person), el("div", { className: "who" }, el("h2", {}, person.name),
        el("p", {}, el("span", { className: `badge role-${person.role}` }, person.role_label), person.customer_name || ""))),
      this.tablist, this.log, form);
    this.root.dataset.user = person.user;
    this.drawTabs();
  }

  chatsToOpen() {
    return this.world.groups.filter((group) => !this.person.customer || group.customer === this.person.customer);
  }

  drawTabs() {
    const tabs = this.tabs.map((chat) => el("button", {
      type: "button", role: "tab", className: "tab", ariaSelected: String(chat === this.chat),
      onclick: () => this.open(chat),
    }, this.nameOf(chat), this.unread.has(chat) ? el("i", { className: "unread", title: "有新消息" }) : ""));
    this.tablist.replaceChildren(...tabs);
    const rest = this.chatsToOpen().filter((group) => !this.tabs.includes(group.chat));
    if (rest.length) {
      const more = el("select", { className: "more", ariaLabel: "打开一个群", title: "打开一个群" },
        el("option", { value: "" }, "＋ 群"), ...rest.map((group) => el("option", { value: group.chat }, group.name)));
      more.addEventListener("change", () => { if (more.value) this.open(more.value); });
      this.tablist.append(more);
    }
  }

  nameOf(chat) {
    return chat === `d-${this.person.user}` ? "接单助手" : (this.world.groups.find((g) => g.chat === chat)?.name ?? chat);
  }

  async open(chat) {
    this.chat = chat;
    this.unread.delete(chat);
    if (!this.tabs.includes(chat)) { this.tabs.push(chat); await this.load(chat); }
    this.drawTabs();
    this.draw();
    this.onUnread();
    if (matchMedia("(pointer: fine)").matches) this.input.focus();
  }

  // The entries of a chat by their ids, as far as they are known here.
  known(chat) {
    if (!this.entries.has(chat)) this.entries.set(chat, new Map());
    return this.entries.get(chat);
  }

  async load(chat) {
    const known = this.known(chat);
    try {
      for (const entry of await history(this.person.user, chat)) {
        if ((known.get(entry.id)?.rev ?? -1) < entry.rev) known.set(entry.id, entry);
      }
    } catch { /* the stream brings what is new; the next opening brings the rest */ }
    if (chat === this.chat) this.draw();
  }

  receive(entry) {
    if (!this.tabs.includes(entry.chat)) return;
    const known = this.known(entry.chat);
    const old = known.get(entry.id);
    if (old && old.rev >= entry.rev) return;
    if (entry.from === this.person.user) {
      const sent = [...known.values()].find((one) => one.pending && one.text === entry.text);
      if (sent) known.delete(sent.id);
    }
    known.set(entry.id, entry);
    if (entry.chat === this.chat) this.draw(!old);
    else if (entry.from !== this.person.user) { this.unread.add(entry.chat); this.drawTabs(); this.onUnread(); }
  }

  draw(toEnd = true) {
    const log = this.log;
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    const list = [...this.known(this.chat).values()].sort((a, b) => order(a) - order(b));
    const nodes = [];
    let last = 0;
    for (const entry of list) {
      const at = Date.parse(entry.at);
      if (at - last > 5 * 60 * 1000) nodes.push(el("time", { className: "when", dateTime: entry.at }, this.world.time(entry.at)));
      last = at;
      nodes.push(this.drawEntry(entry));
    }
    if (!list.length) nodes.push(el("p", { className: "empty" }, this.chat.startsWith("d-") ? "还没有消息。写一句试试。" : "群里还没有消息。"));
    log.replaceChildren(...nodes);
    if (atEnd || toEnd) log.scrollTop = log.scrollHeight;
  }

  drawEntry(entry) {
    const own = entry.from === this.person.user;
    const group = !this.chat.startsWith("d-");
    const author = entry.from ? this.world.person(entry.from) : null;
    const name = entry.from ? author.name : "接单助手";
    const framed = entry.card && !entry.card.text_only;
    const press = (button, node) => this.press(entry, button, node);
    let body;
    if (framed) {
      body = drawCard(entry.card, { gone: entry.gone, press });
    } else {
      const mentions = (entry.mention ?? []).map((user) => el("b", { className: "at" }, `@${this.world.person(user).name} `));
      body = el("div", { className: "bubble" }, ...mentions, entry.text);
      if (entry.card && !entry.gone) body.append(drawButtons(entry.card, press));
    }
    const state = entry.failed
      ? el("button", { type: "button", className: "retry", onclick: () => this.post(entry) }, "没发出去,点这里重发")
      : entry.pending ? el("span", { className: "pending" }, "发送中…") : "";
    return el("div", { className: `row ${own ? "own" : entry.from ? "other" : "from-bot"}` },
      entry.from ? avatar(author) : bot(),
      el("div", { className: "said" }, group && !own ? el("span", { className: "name" }, name) : "",
        framed && entry.mention?.length
          ? el("span", { className: "at" }, entry.mention.map((user) => `@${this.world.person(user).name}`).join(" ")) : "",
        body, state));
  }

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  submit() {
    const text = this.input.value;
    if (!text.trim()) return;
    this.input.value = "";
    this.grow();
    this.say(text);
  }

  // A picture that is pasted or dropped is sent by its name, with what is written beside it.
  picture(event, data) {
    const file = [...(data?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.say(this.input.value, file.name.slice(0, 200));
    this.input.value = "";
    this.grow();
  }

  say(text, picture) {
    const id = clientId();
    const entry = { id, client_id: id, rev: -1, chat: this.chat, from: this.person.user, text, picture, at: new Date().toISOString(), pending: true };
    this.known(this.chat).set(id, entry);
    this.post(entry);
  }

  async post(entry) {
    const known = this.known(entry.chat);
    Object.assign(entry, { pending: true, failed: false });
    this.draw();
    try {
      const id = await say({ user: this.person.user, chat: entry.chat, text: entry.text, picture: entry.picture, client_id: entry.client_id });
      known.delete(entry.id);
      if (!known.has(id)) known.set(id, { ...entry, id, pending: false });
    } catch {
      Object.assign(entry, { pending: false, failed: true });
    }
    this.draw();
  }

  async press(entry, button, node) {
    node.disabled = true;
    node.classList.add("pressed");
    const again = () => { node.disabled = false; node.classList.remove("pressed"); };
    try {
      await tap({ user: this.person.user, chat: entry.chat, action: button.action, entry: entry.id, client_id: clientId() });
      setTimeout(again, 4000);
    } catch { again(); }
  }
}

const order = (entry) => (typeof entry.id === "number" ? entry.id : Number.MAX_SAFE_INTEGER);
