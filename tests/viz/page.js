// Runs the page that orrery-view --html makes on a stand-in for a browser: node page.js FILE.html. Tries the mouse
// everywhere and every key, and checks that nothing is thrown and that nothing is drawn at a place that is no number.
"use strict";
const fs = require("fs"), vm = require("vm");
const WIDTH = 1200, HEIGHT = 500;
const code = fs.readFileSync(process.argv[2], "utf8").match(/<script>([\s\S]*)<\/script>/)[1];

let drawn = 0;
function context() {
  const c = { measureText: text => ({ width: text.length * 8 }), createPattern: () => ({}) };
  for (const name of ["fillRect", "strokeRect", "beginPath", "moveTo", "lineTo", "stroke", "fill", "save", "restore", "rect",
    "clip", "fillText", "setTransform"]) {
    c[name] = (...values) => {
      drawn++;
      if (values.some(value => typeof value === "number" && !Number.isFinite(value))) throw new Error(name + " " + values);
      if (name === "fillRect" && values[2] < 0) throw new Error("negative width: " + values);
      if (c.fillStyle === undefined && name === "fillRect") throw new Error("no colour");
    };
  }
  return c;
}
const texts = new Set();
function element() {
  return {
    style: {}, listeners: {}, offsetWidth: 100, offsetHeight: 20, value: "", classList: { toggle() {} }, focus() {},
    append(...parts) { for (const part of parts) if (typeof part === "string") texts.add(part); },
    set textContent(text) { this.text = text; texts.add(text); }, get textContent() { return this.text; },
    getContext() { return this.context ??= context(); },
    getBoundingClientRect: () => ({ width: WIDTH, height: HEIGHT }),
    addEventListener(type, listener) { this.listeners[type] = listener; },
  };
}
const elements = {};
const document = { getElementById: id => elements[id] ??= element(), createElement: element,
  documentElement: { style: { setProperty(name, value) { if (value === undefined) throw new Error("no " + name); } } } };
const window = { ...element(), devicePixelRatio: 1, innerWidth: WIDTH, innerHeight: HEIGHT };
vm.runInNewContext(code, { document, window, setTimeout: action => action() });

const picture = elements.picture.listeners;
const event = values => ({ preventDefault() {}, buttons: 0, deltaX: 0, deltaY: 0, ...values });
const at = (x, y) => event({ offsetX: x, offsetY: y, clientX: x, clientY: y });
function everywhere() {
  for (let y = 0; y < HEIGHT; y += 13) for (let x = 0; x < WIDTH; x += 17) picture.mousemove(at(x, y));
}
for (let axis = 0; axis < 3; axis++) {
  everywhere();
  for (let y = 40; y < 240; y += 26) {
    picture.click(at(WIDTH / 2, y));
    for (const key of [..."[[]]][wwwfads[]TTTpCC", "ArrowLeft", "ArrowRight", "ArrowRight"]) window.listeners.keydown(event({ key }));
  }
  elements.axis.onclick();
}
for (const key of "tzztzfq") window.listeners.keydown(event({ key }));
picture.mousedown(at(500, 100));
picture.mousemove({ ...at(600, 120), buttons: 1 });
window.listeners.mouseup(event({}));
for (const deltaY of [1, -1, 100]) picture.wheel({ ...at(500, 100), deltaY });
picture.wheel({ ...at(500, 100), deltaX: 50 });
picture.wheel({ ...at(20, 100), deltaY: 50 });
picture.mouseleave();
window.listeners.keydown(event({ key: "Escape" }));
// Labels fold, buttons work, the search finds.
for (let y = 30; y < HEIGHT; y += 26) for (let twice = 0; twice < 2; twice++) picture.click(at(20, y));
for (const id of ["fit", "fold", "fold", "side", "side"]) elements[id].onclick();
for (const text of ["", "k", "nobody at all", ":3", ":99999", "task"]) {
  elements.search.value = text;
  elements.search.listeners.input();
  for (const key of ["Enter", "Enter"]) elements.search.listeners.keydown(event({ key, shiftKey: false }));
  elements.search.listeners.keydown(event({ key: "Enter", shiftKey: true }));
  for (const key of "nN") window.listeners.keydown(event({ key }));
}
elements.search.listeners.keydown(event({ key: "Escape" }));
elements.theme.onclick();
window.listeners.resize();
if (drawn < 1000) throw new Error("hardly anything is drawn");
console.log([...texts].join("\n"));
