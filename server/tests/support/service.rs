/// The address of a service that `bin/with-services` has started. A test that can't run must not look as if it had passed.
pub(crate) fn service(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `make test`, or this inside bin/with-services"))
}
