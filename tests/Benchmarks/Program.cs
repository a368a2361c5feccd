using FactoryTwin.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- [--seconds 60] [--readings 5000] [--starts 5]
var settings = Settings.Parse(args);
await StartUp.RunAsync(settings);
await LivePath.RunAsync(settings);
