# Linear models by R's lm: lm.R IN... Each IN is a CSV file whose first column is the response; its last row is not fitted but predicted. Writes a line a file:
# estimate, standard error, t and p of each coefficient, then R squared, adjusted R squared, sigma, p of the model, the prediction and its standard error.
for (file in commandArgs(TRUE)) {
  data <- read.csv(file)
  known <- data[-nrow(data), ]
  model <- lm(y ~ ., data = known)
  s <- summary(model)
  f <- s$fstatistic
  last <- predict(model, data[nrow(data), ], se.fit = TRUE)
  cat(sprintf("%.17g", c(t(s$coefficients), s$r.squared, s$adj.r.squared, s$sigma, pf(f[1], f[2], f[3], lower.tail = FALSE), last$fit, sqrt(last$se.fit^2 + s$sigma^2))), sep = ",")
  cat("\n")
}
