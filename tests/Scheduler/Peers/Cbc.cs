using System.Diagnostics;

namespace FactoryTwin.Scheduler.Tests.Peers;

/// <summary>Debian's CBC (package coinor-cbc), a branch-and-cut solver.</summary>
internal static class Cbc
{
    /// <param name="Feasible">False where it proved that there is no solution.</param>
    /// <param name="Chosen">The starts (b, k) that it chose.</param>
    /// <param name="Elapsed">Its wall time, process start included.</param>
    /// <param name="Optimal">False where the time limit ended it.</param>
    internal sealed record Answer(bool Feasible, IReadOnlyList<(int B, int K)> Chosen, TimeSpan Elapsed, bool Optimal);

    /// <summary>Solves a programme of <see cref="MixedIntegerProgram"/> to proven optimality.</summary>
    /// <exception cref="InvalidOperationException">CBC is not installed, or says something else.</exception>
    internal static Answer Solve(string programme, TimeSpan limit)
    {
        var folder = Directory.CreateTempSubdirectory("factorytwin-cbc-");
        try
        {
            var (lp, solution) = (Path.Combine(folder.FullName, "p.lp"), Path.Combine(folder.FullName, "p.sol"));
            File.WriteAllText(lp, programme);
            var watch = Stopwatch.StartNew();
            using var process = Start(lp, "-sec", $"{limit.TotalSeconds:F0}", "-ratioGap", "0", "-allowableGap", "0", "-increment", "1e-9", "-solve", "-solution", solution);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            watch.Stop();
            var lines = File.Exists(solution) ? File.ReadAllLines(solution) : [];
            var status = lines.Length > 0 ? lines[0] : output;
            if (status.StartsWith("Infeasible", StringComparison.Ordinal) || status.StartsWith("Integer infeasible", StringComparison.Ordinal)) return new(false, [], watch.Elapsed, true);
            if (!status.StartsWith("Optimal", StringComparison.Ordinal) && !status.StartsWith("Stopped on time", StringComparison.Ordinal))
                throw new InvalidOperationException($"CBC says: {status}");
            var chosen = lines.Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(w => w.Length >= 3 && w[1].StartsWith("s_", StringComparison.Ordinal) && double.Parse(w[2]) > 0.5)
                .Select(w => w[1].Split('_')).Select(n => (int.Parse(n[1]), int.Parse(n[2])));
            return new(true, [.. chosen.OrderBy(c => c.Item2)], watch.Elapsed, status.StartsWith("Optimal", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("cbc", arguments) { RedirectStandardOutput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("CBC is missing: apt-get install coinor-cbc.", e);
        }
    }
}
