//! The binary `tocsin`: one file that holds everything.

use std::process::ExitCode;

use mimalloc::MiMalloc;

mod cli;
mod http;
mod live;
mod observe;
mod sessions;
mod settings;
mod site;
mod stop;
mod workers;

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
