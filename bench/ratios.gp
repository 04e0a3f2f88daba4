# ratios.gp DATA SVG: how each figure stands to what it is to be at most.
set terminal svg size 1000,640 noenhanced font "sans-serif,11" background "white"
set output ARG2
set datafile separator "\t"
set logscale x
set xrange [0.002:5]
set xlabel "ours to theirs; below 1 is faster"
set grid x
set key above horizontal
set lmargin 68
set style fill solid
stats ARG1 using 2 nooutput
set yrange [STATS_records:-1]
set arrow from 1,-1 to 1,STATS_records nohead dt 2
plot ARG1 using (0.002):0:(0.002):($2 <= $3 ? $2 : 0.002):($0-0.3):($0+0.3):ytic(1) with boxxyerror lc rgb "#4c9f70" title "reached", \
     ARG1 using (0.002):0:(0.002):($2 > $3 ? $2 : 0.002):($0-0.3):($0+0.3) with boxxyerror lc rgb "#c8553d" title "short", \
     ARG1 using 3:0 with points pt 9 ps 0.9 lc rgb "black" title "at most"
