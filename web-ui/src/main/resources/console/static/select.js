// The selection in a listing. Without this file the boxes and the button work as they are; it counts and selects all.
const boxes = () => [...document.querySelectorAll('#listing input[name="select"]')];

function show() {
  const form = document.getElementById("selection");
  if (!form) {
    return;
  }
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  form.querySelector("button").disabled = chosen === 0;
  form.querySelector(".selection-count").textContent = chosen === 0 ? "None selected" : `${chosen} selected`;
  const head = document.getElementById("select-all");
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "select-all") {
    boxes().forEach((box) => {
      box.checked = event.target.checked;
    });
  }
  if (event.target.closest("#listing")) {
    show();
  }
});
document.body.addEventListener("htmx:afterSwap", show);
// The browser may have kept the boxes of before over a reload.
addEventListener("pageshow", show);
show();
