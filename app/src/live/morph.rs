use domain::live::Region;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/live/morph.js")]
extern "C" {
    fn morph(regions: js_sys::Array) -> js_sys::Array;
}

#[wasm_bindgen(module = "/src/live/news.js")]
extern "C" {
    fn tell(entries: js_sys::Array);
}

/// Puts regions that the server has drawn anew in the place of those that the page shows. What the reader is doing
/// there stays as it is, and those who listen are told of new entries.
pub fn put_in(regions: &[Region]) {
    let pair = |region: &Region| js_sys::Array::of2(&region.id.as_str().into(), &region.html.as_str().into());
    tell(morph(regions.iter().map(pair).collect()));
}
