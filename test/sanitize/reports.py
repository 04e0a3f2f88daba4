#!/usr/bin/python3
"""Prints the reports of valgrind that concern the extension, out of a folder of its logs; fails when there are any.

A report concerns it when the innermost frame that decides is the extension's own: where a value was used, or where the
memory came from that had no value. Frames of libraries, and of what gives out memory, decide nothing.
"""

import pathlib
import re
import sys

PROCESS = re.compile(r'^==\d+== ?', re.M)
FRAME = re.compile(r'^ +(?:at|by) 0x[0-9A-F]+: (.*)$', re.M)
OURS = re.compile(r'\((?:\S*/)?src/(?:\w+/)?\w+\.[ch]pp:\d+\)$|\(in \S*/todo\.so\)$|\(\S*test/sanitize/module\.cpp:\d+\)$')
GIVES_MEMORY = re.compile(
    r'^(?:palloc|repalloc|MemoryContext|pstrdup|pnstrdup|pchomp|makeStringInfo|initStringInfo|enlargeStringInfo|appendStringInfo|(?:sanitize::\(anonymous namespace\)::)?(?:allocate|give_out|release)\b)')
LIBRARY = re.compile(r'\((?:/usr/include/|in (?:/usr)?/lib/|\./\S+|\S*vg_replace|\S*/coregrind/|\S*/memcheck/)')


def is_ours(stack):
    for frame in FRAME.findall(stack):
        if GIVES_MEMORY.search(frame) or LIBRARY.search(frame):
            continue
        return bool(OURS.search(frame))
    return False


def concerns_us(report):
    return any(is_ours(stack) for stack in re.split(r'^ (?=\S)', report, flags=re.M))


def main():
    reports = set()
    for log in pathlib.Path(sys.argv[1]).iterdir():
        text = PROCESS.sub('', log.read_text(errors='replace'))
        reports |= {report for report in re.split(r'\n\s*\n', text) if concerns_us(report)}
    for report in reports:
        print(report, end='\n\n')
    return 1 if reports else 0


if __name__ == '__main__':
    sys.exit(main())
