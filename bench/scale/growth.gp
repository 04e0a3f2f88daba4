# growth.gp DATA SVG COLUMNS: tasks, then an operation a column.
set terminal svg size 900,480 noenhanced font "sans-serif,12" background "white"
set output ARG2
set datafile separator "\t"
set logscale xy
set xlabel "tasks"
set ylabel "milliseconds a call, warm, median"
set grid
set key outside right
plot for [i=2:ARG3 + 1] ARG1 using 1:i with linespoints lw 1.5 title columnheader(i)
