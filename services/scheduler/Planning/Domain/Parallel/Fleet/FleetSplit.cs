namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// A tighter bound than the mix of strings: the number of parts is split among the machines exactly, whole strings only, and just the early due times are paid for
/// instead of demanded. With one due time that is the optimum itself. What they pay is raised where they are missed and lowered where they are met.
/// </summary>
internal sealed class FleetSplit(FleetProgram program, int machines)
{
    /// <summary>The bound of E, and the best schedule met on the way that keeps the due times; null where the tables would be too large.</summary>
    public (double Bound, MachineString[]? Schedule)? Search(int parts, int rounds, double known, CancellationToken cancellationToken)
    {
        // What each early due time pays by itself; the last one is demanded.
        var pays = new double[program.Due.Count - 1];
        for (var k = 0; k < pays.Length; k++) pays[k] = Math.Max(0, program.Duals[k] - program.Duals[k + 1]);
        var (bound, best, least) = (double.NegativeInfinity, (MachineString[]?)null, known);
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var worthBy = new double[program.Due.Count];
            for (var k = pays.Length - 1; k >= 0; k--) worthBy[k] = worthBy[k + 1] + pays[k];
            if (program.Tables(worthBy, parts) is not { } tables) return null;
            if (Split(tables, parts) is not { } split) return (double.PositiveInfinity, null);
            var strings = split.Shares.Select((x, m) => program.String(m, tables[m].Sizes(x))).ToArray();
            foreach (var s in strings) program.Pool[s.Machine].Add(s);
            bound = Math.Max(bound, split.Cost + pays.Select((p, k) => p * program.Due[k].Parts).Sum());
            var lacking = pays.Select((_, k) => program.Due[k].Parts - strings.Sum(s => s.PartsBy[k])).ToArray();
            var cost = strings.Sum(s => s.Cost);
            if (lacking.All(n => n <= 0) && cost < least) (best, least) = (strings, cost);
            var norm = lacking.Where((n, k) => n > 0 || pays[k] > 0).Sum(n => (double)n * n);
            if (norm == 0 || least - bound <= 1e-9 * Math.Abs(least)) break;
            var reach = double.IsFinite(least) ? least - bound : 0.01 * Math.Abs(bound);
            for (var k = 0; k < pays.Length; k++) pays[k] = Math.Max(0, pays[k] + (lacking[k] * Math.Max(reach, 1e-6) / norm / (1 + (0.2 * round))));
        }
        return (bound, best);
    }

    /// <summary>How many parts each machine makes, so that all cost least together; null where so many cannot be made.</summary>
    private (int[] Shares, double Cost)? Split(StringTable[] tables, int parts)
    {
        var share = new int[machines][];
        var before = new double[parts + 1];
        Array.Fill(before, double.PositiveInfinity);
        before[0] = 0;
        for (var m = 0; m < machines; m++)
        {
            var (own, after) = (tables[m].Least, new double[parts + 1]);
            Array.Fill(after, double.PositiveInfinity);
            share[m] = new int[parts + 1];
            for (var x = 0; x < own.Length; x++)
            {
                if (double.IsPositiveInfinity(own[x])) continue;
                for (var sum = x; sum <= parts; sum++)
                {
                    var cost = before[sum - x] + own[x];
                    if (cost < after[sum]) (after[sum], share[m][sum]) = (cost, x);
                }
            }
            before = after;
        }
        if (double.IsPositiveInfinity(before[parts])) return null;
        var (shares, left) = (new int[machines], parts);
        for (var m = machines - 1; m >= 0; m--) left -= shares[m] = share[m][left];
        return (shares, before[parts]);
    }
}
