#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::does_no_harm(text));
