-- Schema version 1. A change is a new migration in schema.rs, never an edit here.
CREATE TABLE databases (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL UNIQUE,
    location    TEXT NOT NULL,              -- empty: the warehouse itself (only of `default`)
    comment     TEXT,
    owner       TEXT,
    properties  TEXT NOT NULL               -- JSON object
) STRICT;

CREATE TABLE tables (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    database_id INTEGER NOT NULL REFERENCES databases (id),
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,              -- also in the definition; here so that listings need not read it
    definition  TEXT NOT NULL,              -- JSON object: model::Table
    version     INTEGER NOT NULL DEFAULT 1,
    UNIQUE (database_id, name)
) STRICT;

CREATE TABLE partitions (
    id          INTEGER PRIMARY KEY,
    table_id    INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
    "values"    TEXT NOT NULL,              -- JSON array of strings, one a key
    location    TEXT NOT NULL,
    definition  TEXT NOT NULL,              -- JSON object: model::Partition
    UNIQUE (table_id, "values")
) STRICT;

-- One row a partition and key, the index of look-ups by key. The trigger below fills it; values never change
-- (a renamed partition is a new row).
CREATE TABLE partition_values (
    table_id     INTEGER NOT NULL,
    key          INTEGER NOT NULL,          -- the key's place
    value        TEXT NOT NULL,
    partition_id INTEGER NOT NULL REFERENCES partitions (id) ON DELETE CASCADE,
    number       INTEGER,                   -- the value, where it spells an integer
    PRIMARY KEY (table_id, key, value, partition_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX partition_values_number ON partition_values (table_id, key, number, partition_id) WHERE number IS NOT NULL;
CREATE INDEX partition_values_partition ON partition_values (partition_id, key);

CREATE TRIGGER partitions_added AFTER INSERT ON partitions BEGIN
    INSERT INTO partition_values (table_id, key, value, partition_id, number)
    SELECT new.table_id, each.key, each.value, new.id,
           CASE WHEN each.value GLOB '*[0-9]' AND length(each.value) <= 20
                     AND (each.value NOT GLOB '*[^0-9]*'
                          OR (each.value GLOB '[-+]*' AND substr(each.value, 2) NOT GLOB '*[^0-9]*'))
                THEN CAST(each.value AS INTEGER) END
    FROM json_each(new."values") AS each;
END;

INSERT INTO databases (name, location, comment, owner, properties)
VALUES ('default', '', 'Default Hive database', NULL, '{}');
