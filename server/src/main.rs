//! The binary `tocsin`: one file that holds everything.

use std::process::ExitCode;

mod cli;
mod http;
mod live;
mod observe;
mod sessions;
mod settings;
mod site;
mod stop;
mod workers;

fn main() -> ExitCode {
    cli::main()
}
