use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/incidents/wall/anew.js")]
extern "C" {
    #[wasm_bindgen(js_name = keepAnew)]
    pub(super) fn keep_anew(seconds: u32);
}
