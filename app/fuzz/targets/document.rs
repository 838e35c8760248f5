#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::silence(), |sent: &[u8]| fuzz::merges_or_refuses(sent));
