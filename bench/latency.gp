# latency.gp DATA SVG: an operation a cluster, a peer a bar.
set terminal svg size 900,420 noenhanced font "sans-serif,12" background "white"
set output ARG2
set datafile separator "\t"
set style data histograms
set style histogram clustered gap 1
set style fill solid
set logscale y
set ylabel "microseconds a call, median"
set grid y
set xtics rotate by -25
set key above horizontal
plot ARG1 using 2:xtic(1) title "bare tables" lc rgb "#bbbbbb", '' using 3 title "plain SQL" lc rgb "#e0a458", \
     '' using 4 title "PL/pgSQL" lc rgb "#8d6a9f", '' using 5 title "todo" lc rgb "#4c9f70"
