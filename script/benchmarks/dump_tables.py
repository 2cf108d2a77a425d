"""The tables that `script/bench dump` dumps: an access log of 30 days as a web shop would keep it, the same four times as long, and 1,000 days."""

from .mariadb import Server

FIRST_DAY, DAY, NEXT_DAY = "2009-12-01", "2009-12-13", "2009-12-14"
DAYS = 30
CALM_FIRST, CALM_LAST, CALM_DAYS = "2007-03-21", "2009-12-14", 1000
COLUMNS = """
  id bigint unsigned primary key auto_increment, created_at datetime not null, user_id int unsigned, host varchar(20) not null,
  session char(16) not null, path varchar(255) not null, status smallint not null, bytes int not null, seconds decimal(8,3),
  agent varchar(255), key (created_at)
"""
AGENTS = [
    "Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.9.1.5) Gecko/20091102 Firefox/3.5.5",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.0)",
    "Mozilla/5.0 (iPhone; U; CPU iPhone OS 3_1_2 like Mac OS X)",
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "it's a bot",
]


def make(server: Server, rows: int):
    """The log of `rows` rows, about 155 bytes each, and the table of many days."""
    server.ask("create database shop; create database checked")
    log(server, "log_entries", rows)
    server.ask(f"""
        create table shop.calm (id int primary key auto_increment, day date not null, note varchar(20), key (day));
        insert into shop.calm (day, note) select date('{CALM_FIRST}') + interval seq div 3 day, concat('note ', seq)
          from shop.seq_0_to_{3 * CALM_DAYS - 1};
    """)


def log(server: Server, name: str, rows: int):
    """Its random numbers are the same each time."""
    agents = ", ".join("'" + agent.replace("'", "''") + "'" for agent in AGENTS)
    server.ask(f"""
        create table shop.{name} ({COLUMNS});
        insert into shop.{name} (created_at, user_id, host, session, path, status, bytes, seconds, agent)
          select '{FIRST_DAY}' + interval (seq * {DAYS} * 86400 div {rows}) second, if(rand(1) < 0.2, null, rand(2) * 100000),
            concat('web-', seq mod 7), left(md5(rand(3)), 16), concat('/products/', floor(rand(4) * 50000), '/reviews?page=', floor(rand(5) * 20)),
            elt(1 + floor(rand(6) * 5), 200, 200, 304, 404, 500), rand(7) * 100000, rand(8) * 2, elt(1 + floor(rand(9) * {len(AGENTS)}), {agents})
          from shop.seq_0_to_{rows - 1};
        analyze table shop.{name};
    """)
