// The wire between page and server: history, live entries, saying and tapping.

export const clientId = () =>
  (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`);

export async function history(user, chat) {
  const answer = await fetch(`/console/history?user=${encodeURIComponent(user)}&chat=${encodeURIComponent(chat)}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).entries;
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).entry;
}

export const say = (message) => post("/console/say", message);
export const tap = (message) => post("/console/tap", message);

export function follow(after, onEntry, onLink) {
  const source = new EventSource(`/console/events?after=${after}`);
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  source.addEventListener("entry", (event) => onEntry(JSON.parse(event.data)));
}
