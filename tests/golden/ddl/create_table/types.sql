-- Every primitive and nested type as DESCRIBE shows it; `dec`, `numeric`, `integer` and `double precision` are other
-- names, and a decimal without figures is decimal(10,0) (LanguageManual Types).
create table all_types (
  a tinyint, b smallint, c int, d integer, e bigint, f float, g double, h double precision, i decimal, j decimal(5),
  k decimal(12,4), l dec(3,1), m numeric(4,2), n boolean, o string, p varchar(7), q char(3), r binary, s date,
  t timestamp, u timestamp with local time zone, v array<int>, w map<string,bigint>, x struct<a:int,b:array<string>>,
  y array<map<int,struct<c:date>>>);
describe all_types;
--| a                   	tinyint             	                    
--| b                   	smallint            	                    
--| c                   	int                 	                    
--| d                   	int                 	                    
--| e                   	bigint              	                    
--| f                   	float               	                    
--| g                   	double              	                    
--| h                   	double              	                    
--| i                   	decimal(10,0)       	                    
--| j                   	decimal(5,0)        	                    
--| k                   	decimal(12,4)       	                    
--| l                   	decimal(3,1)        	                    
--| m                   	decimal(4,2)        	                    
--| n                   	boolean             	                    
--| o                   	string              	                    
--| p                   	varchar(7)          	                    
--| q                   	char(3)             	                    
--| r                   	binary              	                    
--| s                   	date                	                    
--| t                   	timestamp           	                    
--| u                   	timestamp with local time zone	                    
--| v                   	array<int>          	                    
--| w                   	map<string,bigint>  	                    
--| x                   	struct<a:int,b:array<string>>	                    
--| y                   	array<map<int,struct<c:date>>>	                    
