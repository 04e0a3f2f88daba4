#!/usr/bin/python3
"""check.py LIST FOLDER…: what gcov has counted in the builds under these folders, against the lines that may go uncovered.

The list has a reason after `#`, and below it the lines that it is the reason for, as `file | function | line`: where
a line stands may change. Fails for a line that no suite runs and that is not listed, for one that is listed and run
or gone, and under 95 %. A branch that an exception takes does not count.
"""

import collections
import json
import pathlib
import subprocess
import sys
import typing

LEAST = 95


class Line(typing.NamedTuple):
    file: str
    function: str
    text: str

    def __str__(self):
        return ' | '.join(self)


def short(name):
    """`read` for `int todo::(anonymous namespace)::read<int>(char const*)`."""
    return name.replace('(anonymous namespace)', '').split('(')[0].split('<')[0].split(' ')[-1].split('::')[-1]


def read_counts(folders):
    """How often each line of src and each of its branches was run, by any build, and the line's function."""
    lines, branches, functions = collections.Counter(), collections.Counter(), {}
    notes = [str(path) for folder in folders for path in pathlib.Path(folder).rglob('*.gcno')]
    found = subprocess.run(['gcov', '--json-format', '--stdout', '--branch-probabilities', *notes], stdout=subprocess.PIPE, text=True, check=True).stdout
    source = pathlib.Path('src').resolve()
    for unit in map(json.loads, found.splitlines()):
        for file in unit['files']:
            path = pathlib.Path(unit['current_working_directory'], file['file']).resolve()
            if source not in path.parents:
                continue
            path = str(path.relative_to(source.parent))
            names = {function['name']: function['demangled_name'] for function in file['functions']}
            for line in file['lines']:
                place = path, line['line_number']
                lines[place] += line['count']
                functions.setdefault(place, short(names.get(line.get('function_name'), '')))
                for number, branch in enumerate(branch for branch in line['branches'] if not branch['throw']):
                    branches[place, line.get('function_name'), number] += branch['count']
    return lines, branches, functions


def read_list(text):
    return collections.Counter(Line(*line.split(' | ', 2)) for line in text.splitlines() if line and not line.startswith('#'))


def main():
    listed = read_list(pathlib.Path(sys.argv[1]).read_text())
    lines, branches, functions = read_counts(sys.argv[2:])
    texts = {file: pathlib.Path(file).read_text().splitlines() for file, _ in lines}
    uncovered = collections.Counter(Line(file, functions[file, number], texts[file][number - 1].strip())
                                    for (file, number), count in lines.items() if count == 0)
    problems = [f'no suite runs it, and it is not listed: {line}' for line in sorted((uncovered - listed).elements())]
    problems += [f'listed, but run or gone: {line}' for line in sorted((listed - uncovered).elements())]
    percent = [100 * sum(count > 0 for count in counts.values()) / len(counts) for counts in (lines, branches)]
    if percent[0] < LEAST:
        problems.append(f'less than {LEAST} % of lines are run')
    figures = (f'coverage: {percent[0]:.1f} % of {len(lines)} lines, {percent[1]:.1f} % of {len(branches)} branches of src; '
               f'{sum(uncovered.values())} lines are not run')
    if problems:
        print(*problems, figures, sep='\n')
        return 1
    print(f'trust: {figures}, each listed with its reason')
    return 0


if __name__ == '__main__':
    sys.exit(main())
