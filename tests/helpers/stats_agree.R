# What R makes of the cases of stats_cases.c; prints every disagreement. Usage: Rscript stats_agree.R CASES
source(commandArgs(TRUE)[1])
bad <- 0
agree <- function(number, what, got, want, tolerance = 1e-9) {
	off <- abs(got - want) > tolerance * pmax(abs(want), 1e-300) & !(got == want)
	if (length(got) != length(want) || any(is.na(off)) || any(off)) {
		cat("case", number, what, ": ", format(got, digits = 17), "; R:", format(want, digits = 17), "\n")
		bad <<- bad + 1
	}
}

# Sen 1968, equation 2.6
theil_sen <- function(x, y, level) {
	i <- combn(length(x), 2)
	slopes <- sort((y[i[2, ]] - y[i[1, ]]) / (x[i[2, ]] - x[i[1, ]]))
	n <- length(x)
	half <- qnorm(1 - (1 - level) / 2) * sqrt(n * (n - 1) * (2 * n + 5) / 18)
	count <- length(slopes)
	c(median(slopes), slopes[max(1, round((count - half) / 2))], slopes[min(count, round((count + half) / 2) + 1)])
}

for (number in seq_along(cases)) {
	k <- cases[[number]]
	n <- length(k$x)
	# below the least n R warns, and gives what the level reaches
	w <- suppressWarnings(wilcox.test(k$x, conf.int = TRUE, exact = TRUE, conf.level = k$level))
	rank <- max(1, qsignrank((1 - k$level) / 2, n))
	agree(number, "signed rank", k$signed_rank,
	      c(w$estimate, w$conf.int, 1 - 2 * psignrank(rank - 1, n), w$p.value))
	y <- k$y[seq_len(k$m)]
	w <- suppressWarnings(wilcox.test(y, k$x, conf.int = TRUE, exact = TRUE, conf.level = k$level))
	rank <- max(1, qwilcox((1 - k$level) / 2, n, k$m))
	agree(number, "rank sum", k$rank_sum,
	      c(w$estimate, w$conf.int, 1 - 2 * pwilcox(rank - 1, n, k$m), w$p.value))
	t <- t.test(k$x, conf.level = k$level)
	agree(number, "t", k$t, c(t$estimate, t$conf.int, t$p.value))
	# a slope is found by halves: the last digits of a small one among large ones are rounding
	agree(number, "Theil-Sen", k$trend[1:3], theil_sen(k$x, k$y, k$level), 1e-8)
	kendall <- suppressWarnings(cor.test(k$x, k$y, method = "kendall", exact = n <= 10))
	agree(number, "Kendall", k$trend[4:5], c(kendall$estimate, kendall$p.value))
	for (how in c("bonferroni", "holm", "hochberg", "BH")) {
		agree(number, how, k[[how]], p.adjust(k$p, how))
	}
}
if (bad > 0) {
	quit(status = 1)
}
cat(length(cases), "cases agree\n")
