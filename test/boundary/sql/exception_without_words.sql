-- An exception whose what() is empty is XX000 like any other that nobody foresaw.
SELECT code, message FROM show_failure('empty runtime_error');
