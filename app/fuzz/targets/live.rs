#![no_main]

libfuzzer_sys::fuzz_target!(|frame: &[u8]| fuzz::reads_or_refuses(frame));
