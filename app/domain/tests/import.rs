//! Reading files of every dialect.

mod support;

#[test]
fn an_empty_file_is_read_as_nothing() {
    let document = support::read("empty.md", "");
    assert_eq!(document.pieces, []);
}
