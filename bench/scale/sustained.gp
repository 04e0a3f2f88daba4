# sustained.gp DATA SVG COLUMNS: the tenth of the run, then an operation a column.
set terminal svg size 900,420 noenhanced font "sans-serif,12" background "white"
set output ARG2
set datafile separator "\t"
set yrange [0:*]
set xlabel "tenth of the run"
set ylabel "milliseconds a call, 99th percentile"
set grid y
set key outside right
plot for [i=2:ARG3 + 1] ARG1 using 1:i with linespoints lw 1.5 title columnheader(i)
