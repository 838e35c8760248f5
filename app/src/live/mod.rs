//! The live connection of a tab: one WebSocket, shared by all islands.
