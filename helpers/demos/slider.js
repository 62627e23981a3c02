// A slider with a name, which those of ipywidgets lack: screen readers say what it moves, and to where.
let nSliders = 0;

export default {
  render({ model, el, signal }) {
    const id = `atelier-slider-${++nSliders}`;
    el.classList.add("atelier-slider");
    el.innerHTML = `<label for="${id}"></label><input id="${id}" type="range" min="0" step="1"><output for="${id}"></output>`;
    el.dataset.lmSuppressShortcuts = "true";
    const [label, input, output] = el.children;
    label.textContent = model.get("description");
    label.title = model.get("tooltip");
    const show = () => {
      output.textContent = model.get("labels")[input.value];
      input.setAttribute("aria-valuetext", output.textContent);
    };
    const take = () => {
      input.max = model.get("labels").length - 1;
      input.value = model.get("index");
      show();
    };
    const give = () => {
      model.set("index", Number(input.value));
      model.save_changes();
    };
    input.addEventListener("input", () => { show(); if (model.get("is_live")) give(); }, { signal });
    input.addEventListener("change", give, { signal });
    model.on("change:labels change:index", take);
    take();
  },
};
