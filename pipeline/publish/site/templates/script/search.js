// ── search ────────────────────────────────────────────────────────────────────────────────────
function search(form, gone) {
  const ENOUGH = 20;
  const SENTENCES = 3;
  const query = byId("query");
  const hits = byId("hits");
  const more = byId("more");
  const parts = []; // by number
  let run = 0;

  // The same text whatever its width and case.
  const folded = (text) => text.normalize("NFKC").toLowerCase();

  window.broadcastSearch = (number, records) => {
    parts[number] = records.map(([page, title, day, lines, steps]) => (
      { page, title, day, lines: lines.split("\n"), steps: steps.split(" "), all: folded(title + "\n" + lines) }
    ));
  };
  async function load(number) {
    if (!parts[number]) await loadScript(`search-${String(number).padStart(4, "0")}.js`);
    parts[number] ??= [];
  }

  async function find(limit) {
    const mine = ++run;
    const terms = folded(query.value).split(/\s+/).filter(Boolean);
    byId("programme").hidden = terms.length > 0;
    hits.hidden = !terms.length;
    more.hidden = true;
    hits.replaceChildren();
    if (!terms.length) { byId("found").textContent = ""; return; }
    let count = 0;
    for (let number = Number(form.dataset.parts); number > 0 && count < limit; number -= 1) {
      if (!parts[number]) byId("found").textContent = "正在搜索…";
      await load(number);
      if (mine !== run) return; // the words have changed meanwhile
      for (const record of [...parts[number]].reverse()) {
        if (!terms.every((term) => record.all.includes(term))) continue;
        count += 1;
        if (count > limit) break;
        hits.append(hit(record, terms));
      }
      if (count >= limit) more.hidden = number === 1 && count === limit;
    }
    more.firstElementChild.onclick = () => find(limit + ENOUGH);
    const shown = Math.min(count, limit);
    byId("found").textContent = !count ? "没有找到相关节目。" : `找到 ${shown} 期节目${more.hidden ? "" : "，可能还有更多"}。`;
  }

  function hit(record, terms) {
    const item = element("li");
    const title = element("h2");
    title.append(link(record.page, record.title, terms));
    const day = element("p", record.day, "when");
    item.append(title, day);
    let tenths = 0;
    let found = 0;
    record.lines.forEach((line, i) => {
      tenths += Number(record.steps[i]);
      if (found === SENTENCES || !terms.some((term) => folded(line).includes(term))) return;
      found += 1;
      const sentence = element("p");
      const time = element("span", clock(tenths / 10), "clock");
      const target = link(`${record.page}#t=${tenths / 10}`, line, terms);
      target.prepend(time);
      sentence.append(target);
      item.append(sentence);
    });
    return item;
  }

  function link(address, text, terms) {
    const made = element("a");
    made.href = address;
    // A folded character may be longer than it was (℃), so each remembers whose it is.
    let same = "";
    const origin = [];
    for (let i = 0; i < text.length; i += 1) {
      const one = folded(text[i]);
      same += one;
      origin.push(...Array(one.length).fill(i));
    }
    let from = 0;
    let after = 0; // the same place in `same`
    for (;;) {
      const next = terms.map((term) => [same.indexOf(term, after), term.length]).filter(([place]) => place >= 0)
        .sort((one, other) => one[0] - other[0] || other[1] - one[1])[0];
      if (!next) break;
      after = next[0] + next[1];
      const start = Math.max(from, origin[next[0]]);
      const end = origin[after - 1] + 1;
      made.append(text.slice(from, start), element("mark", text.slice(start, end)));
      from = end;
    }
    made.append(text.slice(from));
    return made;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", () => find(ENOUGH));
  addEventListener("pageshow", () => { if (query.value) find(ENOUGH); }, { signal: gone });
  if (query.value) find(ENOUGH);
}
