using FactoryTwin.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- [live|rpc|rest|gateway|contracts|scheduler|replan|events|events contest|events minute|parallel|gaps|oven|green|history|storage] [--seconds 60] [--readings 5000] [--starts 5] [--rounds 5] [--workers 1] [--repairs 20000] [--days 365]
if (args is ["serve", ..])
{
    await FactoryTwin.Benchmarks.Servers.Serve.RunAsync(args[1..]);
    return;
}
var settings = Settings.Parse(args);
foreach (var part in Parts.Of(args)) await part(settings);
