//! What is agreed for everybody.

mod agree;
