//! The check against real servers.

mod asked;
mod mariadb;
mod postgresql;
mod sqlite;
mod stuck;
