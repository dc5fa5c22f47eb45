//! What only an engine shows: pages on a telephone, scripts, how people come in.

mod arriving;
mod dock;
mod pages;
mod smoke;
mod threads;
mod turn;
