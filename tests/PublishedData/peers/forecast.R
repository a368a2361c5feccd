# Day-ahead forecasts by R's package "forecast": forecast.R MODEL SERIES OUT ORIGIN...
# SERIES has one value of a quarter of an hour a line; each origin is the number of values that the model sees, of which it takes the last twelve
# weeks. Writes 96 values a line, a line an origin.
suppressMessages(library(forecast))
args <- commandArgs(TRUE)
y <- scan(args[2], quiet = TRUE)
origins <- as.integer(args[-(1:3)])
day <- 96
week <- 672
ahead <- function(known) {
  recent <- tail(known, 12 * week)
  switch(args[1],
    "snaive" = snaive(ts(recent, frequency = week), h = day)$mean,
    "stlf" = stlf(msts(recent, c(day, week)), h = day)$mean,
    "stlf-week" = stlf(ts(recent, frequency = week), h = day)$mean,
    "stlf-robust" = stlf(msts(recent, c(day, week)), h = day, robust = TRUE)$mean,
    "stlf-arima" = stlf(msts(recent, c(day, week)), h = day, method = "arima")$mean,
    "tslm" = {
      s <<- ts(recent, frequency = week) # tslm looks its formula's names up at the top
      forecast(tslm(s ~ season), h = day)$mean
    },
    "dshw" = dshw(tail(recent, 8 * week) + 1, day, week, h = day)$mean - 1,
    "tbats" = forecast(tbats(msts(tail(recent, 8 * week), c(day, week)), use.parallel = FALSE), h = day, level = 80)$mean)
}
rows <- t(sapply(origins, function(n) as.numeric(ahead(y[1:n]))))
write.table(rows, args[3], sep = ",", row.names = FALSE, col.names = FALSE)
