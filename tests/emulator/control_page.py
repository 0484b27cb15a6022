"""The HTML of the control page."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Emulated cameras</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --accent: #1f6fb2; }
  body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; }
  h1 { font-size: 1.2rem; font-weight: 600; margin: 0 0 1rem; }
  main { display: grid; gap: 1.25rem; align-items: start;
         grid-template-columns: repeat(auto-fit, minmax(340px, 480px)); }
  section { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
  img { display: block; width: 100%; aspect-ratio: 4 / 3; background: #111; }
  .text { padding: .8rem 1rem 1rem; }
  h2 { font-size: 1rem; margin: 0; }
  h2 small { font-weight: 400; opacity: .7; }
  .buttons { display: flex; flex-wrap: wrap; gap: .4rem; margin: .7rem 0; }
  button { font: inherit; padding: .25rem .7rem; border-radius: 7px; cursor: pointer;
           border: 1px solid var(--line); background: transparent; }
  button.on { background: var(--accent); border-color: var(--accent); color: #fff; }
  dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: .1rem .8rem;
       margin: 0; font-variant-numeric: tabular-nums; }
  dt { opacity: .65; } dd { margin: 0; }
  details { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .6rem; }
  summary { cursor: pointer; }
  summary b { color: #c0392b; font-weight: 600; }
  ul { list-style: none; margin: .5rem 0 0; padding: 0; font-size: .87rem; }
  li { display: grid; grid-template-columns: 9.8rem 1fr; gap: .7rem;
       align-items: baseline; padding: .15rem 0; }
  li button { padding: .1rem .5rem; text-align: left; }
  li button.on { background: #c0392b; border-color: #c0392b; }
</style>
<h1>Emulated cameras</h1>
<main></main>
<script>
const main = document.querySelector("main");
const press = (n, path) => fetch(`/cameras/${n}/${path}`, {method: "POST"}).then(poll);
const buttons = [
  [c => `Input 1 ${c.inputs[0]}`, c => c.inputs[0] == "make",
   c => `input/1/${c.inputs[0] == "make" ? "break" : "make"}`],
  [c => `Input 2 ${c.inputs[1]}`, c => c.inputs[1] == "make",
   c => `input/2/${c.inputs[1] == "make" ? "break" : "make"}`],
  [c => "Motion", c => c.motion, c => "motion"],
  [c => "Fan error", c => c.fan_error, c => `fan/${c.fan_error ? "off" : "on"}`],
  [c => "Drop alarm link", c => false, c => "drop"],
  [c => c.powered ? "Power off" : "Power on", c => !c.powered,
   c => `power/${c.powered ? "off" : "on"}`],
];
let faults = [];
const facts = c => ({
  Pan: `${c.pan.toFixed(2)}°`, Preset: c.preset,
  Tilt: `${c.tilt.toFixed(2)}°`, Program: c.program || (c.moving ? "moving" : "none"),
  Zoom: c.zoom.toFixed(2), "Alarm links": c.alarm_clients,
  "Output 1": c.outputs[0], Viewers: c.video_clients,
  "Output 2": c.outputs[1], Requests: c.requests,
});
function card(c, n) {
  const section = document.createElement("section");
  section.innerHTML = `<img alt=""><div class="text"><h2></h2>
    <div class="buttons"></div><dl></dl>
    <details><summary></summary><ul></ul></details></div>`;
  const row = section.querySelector(".buttons");
  for (const _ of buttons) row.append(document.createElement("button"));
  for (const fault of faults) section.querySelector("ul").insertAdjacentHTML(
    "beforeend", `<li><button>${fault.name.replaceAll("_", " ")}</button>
    <span>${fault.sentence}</span></li>`);
  section.querySelector("details").open = c.faults.length > 0;
  const image = section.querySelector("img");
  const next = () => { image.src = `/cameras/${n}/still.jpg?${Date.now()}`; };
  image.onload = () => setTimeout(next, 200);
  image.onerror = () => setTimeout(next, 1500);
  next();
  main.append(section);
  return section;
}
function show(c, n) {
  const section = main.children[n] || card(c, n);
  section.querySelector("h2").innerHTML = `${c.id || c.model} <small>${c.model}
    ${c.firmware} · ${c.host}:${c.http_port} · ${c.mac}<br>
    factory password of admin, operator and user: ${c.factory_password}</small>`;
  buttons.forEach(([label, on, path], at) => {
    const button = section.querySelectorAll(".buttons button")[at];
    button.textContent = label(c);
    button.className = on(c) ? "on" : "";
    button.onclick = () => press(n, path(c));
  });
  section.querySelector("summary").innerHTML =
    c.faults.length ? `Faults: <b>${c.faults.join(", ")}</b>` : "Faults";
  section.querySelectorAll("li button").forEach((button, at) => {
    const {name} = faults[at], on = c.faults.includes(name);
    button.className = on ? "on" : "";
    button.disabled = !c.powered && !on;
    button.onclick = () => press(n, `fault/${name}/${on ? "off" : "on"}`);
  });
  section.querySelector("dl").innerHTML = Object.entries(facts(c))
    .map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("");
}
const poll = () => fetch("/cameras").then(r => r.json()).then(all => all.forEach(show));
fetch("/faults").then(r => r.json()).then(all => { faults = all; }).then(poll);
setInterval(() => poll().catch(() => {}), 500);
</script>
</html>
"""
