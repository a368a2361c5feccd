using FactoryTwin.Chaos.Tests.Crash;
using FactoryTwin.Chaos.Tests.Crash.Worker;

if (args is ["worker", .. var words])
    return await WorkerProgram.RunAsync(words);
if (CrashOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync("dotnet run -c Release --project tests/Chaos -- [--kills 1000] [--seed 7] [--adapters embedded|cluster] [--lanes 4]");
    return 2;
}
var result = await CrashRun.RunAsync(options);
Console.WriteLine(result.Table());
return result.Kept ? 0 : 1;
