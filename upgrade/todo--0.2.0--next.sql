-- What the next version adds to, or changes in, the extension's own objects. Tables are brought up by
-- todo.install(), which the last line calls. Renamed when the version in todo.control is raised.
SELECT todo.install();
