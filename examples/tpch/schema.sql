-- The eight tables of TPC-H over the text files that its generator writes: fields end in '|', one directory a table.
--
--   tpchgen-cli -s 1 --output-dir tpch        (then: mkdir lineitem && mv lineitem.tbl lineitem/ … for each table)
--   skep --hivevar data=file:///data/tpch -f schema.sql
create database if not exists tpch;
use tpch;

create external table if not exists region (
  r_regionkey int,
  r_name string,
  r_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/region';

create external table if not exists nation (
  n_nationkey int,
  n_name string,
  n_regionkey int,
  n_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/nation';

create external table if not exists supplier (
  s_suppkey bigint,
  s_name string,
  s_address string,
  s_nationkey int,
  s_phone string,
  s_acctbal decimal(15,2),
  s_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/supplier';

create external table if not exists customer (
  c_custkey bigint,
  c_name string,
  c_address string,
  c_nationkey int,
  c_phone string,
  c_acctbal decimal(15,2),
  c_mktsegment string,
  c_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/customer';

create external table if not exists part (
  p_partkey bigint,
  p_name string,
  p_mfgr string,
  p_brand string,
  p_type string,
  p_size int,
  p_container string,
  p_retailprice decimal(15,2),
  p_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/part';

create external table if not exists partsupp (
  ps_partkey bigint,
  ps_suppkey bigint,
  ps_availqty int,
  ps_supplycost decimal(15,2),
  ps_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/partsupp';

create external table if not exists orders (
  o_orderkey bigint,
  o_custkey bigint,
  o_orderstatus string,
  o_totalprice decimal(15,2),
  o_orderdate date,
  o_orderpriority string,
  o_clerk string,
  o_shippriority int,
  o_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/orders';

create external table if not exists lineitem (
  l_orderkey bigint,
  l_partkey bigint,
  l_suppkey bigint,
  l_linenumber int,
  l_quantity decimal(15,2),
  l_extendedprice decimal(15,2),
  l_discount decimal(15,2),
  l_tax decimal(15,2),
  l_returnflag string,
  l_linestatus string,
  l_shipdate date,
  l_commitdate date,
  l_receiptdate date,
  l_shipinstruct string,
  l_shipmode string,
  l_comment string)
row format delimited fields terminated by '|'
location '${hivevar:data}/lineitem';
