#![no_main]

libfuzzer_sys::fuzz_target!(init: fuzz::silence(), |asked: (u8, &str)| fuzz::judges(asked.0, asked.1));
