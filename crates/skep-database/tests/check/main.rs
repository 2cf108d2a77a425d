//! The check against real servers.

mod asked;
mod mariadb;
mod sqlite;
mod stuck;
