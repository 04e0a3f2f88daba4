-- Accounts: the row trigger's function.

CREATE FUNCTION todo.user_rules() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'todo_user_rules';
COMMENT ON FUNCTION todo.user_rules() IS
    'Row trigger of users: created_at never changes, updated_at changes on every real change and only then.';

REVOKE ALL ON FUNCTION todo.user_rules() FROM PUBLIC;

