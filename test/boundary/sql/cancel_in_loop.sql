-- A cancel ends a loop of C++ that looks for it: 57014.
SELECT code, message, context FROM show_failure('cancel');
SELECT * FROM fail_100_000_times('cancel');
