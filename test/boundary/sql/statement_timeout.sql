-- statement_timeout ends an endless loop of C++ with 57014, and its objects with it.
SET statement_timeout = '100ms';
\set VERBOSITY sqlstate
SELECT loop_forever();
\echo :LAST_ERROR_MESSAGE
RESET statement_timeout;
SELECT objects_live(), states_misplaced();
