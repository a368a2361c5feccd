using FactoryTwin.Local.Arguments;
using FactoryTwin.Local.Running;

namespace FactoryTwin.Local;

/// <summary>The program, apart from the process that it runs in.</summary>
internal static class LocalProgram
{
    /// <returns>The exit code: 0 after a drain, 1 where a service could not start or failed, 2 for wrong options.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        if (!CommandLine.TryParse(args, out var options, out var fault))
        {
            await errors.WriteLineAsync($"{fault}\nTry --help.");
            return 2;
        }
        if (options.Help)
        {
            await output.WriteAsync(HelpText.Read());
            return 0;
        }
        return await new LocalRun(options, output, errors).RunAsync();
    }
}
