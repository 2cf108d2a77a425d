//! Hostile values come back as they were, by restore and by the plain client.

use skep_database::dump::Format;

use crate::setup::{Place, daily};

pub(crate) const TABLE: &str = r"
create table log (
  id bigint unsigned not null, at datetime(6) not null, `order` int, `a``b` varchar(50), `sp ace` char(10),
  t tinyint, ub bigint unsigned, dec65 decimal(65,30), dec0 decimal(10,0) unsigned zerofill, f float, d double, fd double(20,5), b1 bit(1), b64 bit(64),
  txt text, l1 varchar(100) character set latin1, u3 varchar(20) character set utf8mb3, bin16 binary(16), vb varbinary(300), bl longblob,
  da date, ti time(6), y year, ts timestamp(6) null, e enum('a','b''c','\\'), s set('x','y','z'), j json, g geometry, ip inet6, u uuid,
  gen int as (`order` * 2) virtual, gens varchar(60) as (concat(`a``b`, '!')) stored, dflt int default 5,
  primary key (id), key (at)) character set utf8mb4";

pub(crate) const ROWS: &str = r#"
set sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
insert into log (id, at, `order`, `a``b`, `sp ace`, t, ub, dec65, dec0, f, d, fd, b1, b64, txt, l1, u3, bin16, vb, bl, da, ti, y, ts, e, s, j, g, ip, u) values
 (0, '2009-12-14 00:00:00', null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
 (18446744073709551615, '2009-12-14 23:59:59.999999', -2147483648, 'it''s "q" \\ \n\r\t;', 'x  ', -128, 18446744073709551615,
   99999999999999999999999999999999999.999999999999999999999999999999, 7, 3.40282e38, -1.7976931348623157e308, 12345.67891, b'1', b'1111111111111111111111111111111111111111111111111111111111111111',
   concat('NUL', char(0), 'sub', char(26), ' emoji ', _utf8mb4 x'F09F909D'), _latin1 x'E4F6FC80', _utf8mb3 x'C3A9', x'00ff00ff', x'275C22000A0D1A', x'', '9999-12-31', '-838:59:59.999999', 2155, '2038-01-19 03:14:07.999999', 'b''c', 'x,z',
   '{"k": "v\\n\u00e9"}', point(1.5, -2.5), '::1', '123e4567-e89b-12d3-a456-426614174000'),
 (2, '2009-12-14 01:00', 0, '', '', 0, 0, -0.000000000000000000000000000001, 0, -0.0, -0e0, 0, b'0', b'0', '', '', '', '', '', x'00', '0000-00-00', '00:00:00', 0, '1970-01-01 00:00:01', '', '', '[]', null, '::', null),
 (3, '2009-12-14 02:00', 1, repeat('\'', 50), '--', 1, 1, 1, 1, 0.1, 0.1, 0.1, 1, 1, repeat('\\', 300), '%_', 'NULL', 'NULL', repeat(x'00', 300), repeat(x'FF00275C', 20000), '2009-00-00', '838:59:59', 1901, '2009-12-14 00:00:00', '\\', 'x,y,z', 'null', null, null, null),
 (4, '2009-12-14 03:00', 1, 'a', 'b', 1, 1, 1, 1, 16777216, 4.9e-324, 1, 1, 1, ');\n-- end: 3 rows\nINSERT INTO x', 'DELIMITER ;;', 'a', 'b', 'c', 'd', '1000-01-01', '00:00:00.000001', 1999, '2009-12-14 23:59:59.5', 'a', 'y', '1', null, null, null),
 (5, '2009-12-14 04:00', 1, 'a', 'b', 1, 1, 1, 1, 1.17549e-38, 2.2250738585072014e-308, 1, 1, 1, 'a', 'a', 'a', 'b', 'c', 'd', null, null, null, null, null, null, null, null, null, null),
 (6, '2009-12-14 05:00', 1, 'a', 'b', 1, 1, 1, 1, 0.333333333333, 0.333333333333333333, 1, 1, 1, 'a', 'a', 'a', 'b', 'c', 'd', null, null, null, null, null, null, null, null, null, null);
"#;

/// Everything of a row as bytes, floats with all they have.
pub(crate) const LOOK: &str = r"select id, at, `order`, hex(`a``b`), hex(`sp ace`), t, ub, dec65, dec0, f * 1e0, d, fd, hex(b1), hex(b64), hex(txt), hex(l1), hex(u3), hex(bin16), hex(vb),
 md5(bl), length(bl), da, ti, y, unix_timestamp(ts), e, e + 0, s + 0, hex(j), hex(st_aswkb(g)), ip, u, gen, hex(gens), dflt from log order by id";

#[test]
fn hostile_values_come_back_from_parquet() {
    let Some(place) = Place::new(&["--max-allowed-packet=64M"]) else {
        return;
    };
    place.sql(TABLE);
    place.sql(ROWS);
    let mut job = daily("UTC");
    job.format = Format::Parquet;
    place.dump(&job);
    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 7);
    assert_eq!(
        place.server.sql(&format!("use other; {LOOK}")).unwrap(),
        place.sql(LOOK)
    );
}

#[test]
fn hostile_values_come_back_by_both_ways() {
    let Some(place) = Place::new(&["--max-allowed-packet=64M"]) else {
        return;
    };
    place.sql(TABLE);
    place.sql(ROWS);
    let expected = place.sql(LOOK);
    assert_eq!(expected.lines().count(), 7);
    place.dump(&daily("UTC"));
    place
        .server
        .sql("create database other; create database plain")
        .unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 7);
    assert_eq!(
        place.server.sql(&format!("use other; {LOOK}")).unwrap(),
        expected
    );

    let structure = std::fs::read_to_string(place.path("shop/structure.sql")).unwrap();
    let file = std::fs::File::open(place.path("shop/log/log.2009-12-14.sql.zst")).unwrap();
    let day = String::from_utf8(zstd::decode_all(file).unwrap()).unwrap();
    place
        .server
        .sql(&format!("use plain;\n{structure}\n{day}"))
        .unwrap();
    assert_eq!(
        place.server.sql(&format!("use plain; {LOOK}")).unwrap(),
        expected
    );
}

#[test]
fn blobs_of_sixteen_megabytes_come_back() {
    let Some(place) = Place::new(&["--max-allowed-packet=64M"]) else {
        return;
    };
    place.sql("create table log (b longblob, at date, t longtext, key (at))");
    // Longer than what one packet of the protocol holds, first in its row, and with every byte there is.
    place.sql("set @all = (select group_concat(unhex(lpad(hex(seq), 2, '0')) order by seq separator '') from seq_0_to_255);
      insert into log values (repeat(@all, 65537), '2009-12-14', repeat('\u{1f41d}', 4194305)), (repeat('x', 100), '2009-12-14', null), (repeat(@all, 16384), '2009-12-15', 'y')");
    let look = "select length(b), md5(b), at, length(t), md5(t) from log order by at, 1";
    let expected = place.sql(look);
    assert!(expected.starts_with("100\t"), "{expected}");
    assert!(expected.contains("\n16777472\t"), "{expected}");
    for format in [Format::Sql, Format::Parquet] {
        let mut job = daily("UTC");
        job.format = format;
        let _ = std::fs::remove_dir_all(place.path("shop"));
        place.dump(&job);
        place
            .server
            .sql("create or replace database other")
            .unwrap();
        assert_eq!(place.restore("other", |_| {}).rows, 3);
        assert_eq!(
            place.server.sql(&format!("use other; {look}")).unwrap(),
            expected
        );
    }
}

#[test]
fn everything_else_of_a_database_comes_back() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(
        r"create table log (id int primary key auto_increment, at date, n int, key (at)) comment 'it''s; fine';
        create table parent (id int primary key); create table child (id int primary key, p int, foreign key (p) references parent (id));
        create view b as select 1 as x, 'a;b' as y; create view a as select x, y, concat(x, y) as `z z` from b;
        insert into parent values (1); insert into child values (1, 1); insert into log (at, n) values ('2009-12-14', 1);
delimiter //
create function twice(n int) returns int deterministic begin return n * 2; end//
create procedure nothing() begin select ';'; select '//'; end;//
create trigger t before insert on log for each row begin set new.n = twice(new.n); end//
create event e on schedule every 1 day disable do delete from log where false//
delimiter ;",
    );
    let mut job = daily("UTC");
    job.whole = vec!["*".to_owned()];
    place.dump(&job);
    place.server.sql("create database other").unwrap();
    place.restore("other", |_| {});
    // The rows came before the trigger, which is there now.
    let look = "select * from log; select * from child; show create trigger t; select trigger_name, action_statement from information_schema.triggers where trigger_schema = database()";
    let of = |database: &str| {
        place
            .server
            .sql(&format!("use {database}; {look}"))
            .unwrap()
            .lines()
            .filter(|l| !l.contains("CREATE DEFINER"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(of("other"), of("shop"));
    let views = |database: &str| {
        place
            .server
            .sql(&format!("use {database}; select twice(4), a.* from a"))
            .unwrap()
    };
    assert_eq!(views("other"), "8\t1\ta;b\t1a;b\n");
    // And the whole by the plain client, into an empty database.
    place.server.sql("create database plain").unwrap();
    let file = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    let script = format!(
        "use plain;\n{}\n{}",
        file("shop/structure.sql"),
        file("shop/triggers.sql")
    );
    place.server.sql(&script).unwrap();
    assert_eq!(views("plain"), "8\t1\ta;b\t1a;b\n");
    let events = "select count(*) from information_schema.events where event_schema = 'plain'; select count(*) from information_schema.routines where routine_schema = 'plain'";
    assert_eq!(place.server.sql(events).unwrap(), "1\n2\n");
}
