namespace FactoryTwin.Services.Scheduler.Planning.Domain.Parallel.Fleet;

/// <summary>
/// Chooses one string a machine: machine by machine, of all choices so far only the most promising are kept, by their cost and what the parts that they
/// lack are worth. The last machine is scheduled exactly for what is then missing.
/// </summary>
internal sealed class FleetBeam(FleetInstance fleet, FleetProgram program, int width, int closings)
{
    private sealed record Choice(Choice? Before, MachineString? Last, int[] Missing, double Cost, double Promise);

    /// <summary>One string a machine that make so many parts in all, by their times; null where none was found.</summary>
    public MachineString[]? Search(int parts, CancellationToken cancellationToken)
    {
        var (best, least) = ((MachineString[]?)null, double.PositiveInfinity);
        for (var closing = 0; closing < fleet.Machines.Count; closing++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var choice in Kept(parts, closing).Take(closings))
            {
                if (choice.Promise > least + 1e-12 && best is not null && choice.Cost >= least) break;
                if (Close(choice, closing, cancellationToken) is not { } last || choice.Cost + last.Cost >= least) continue;
                (best, least) = (Strings(choice, last), choice.Cost + last.Cost);
            }
        }
        return best is null ? null : Polish(best, cancellationToken);
    }

    private IEnumerable<Choice> Kept(int parts, int closing)
    {
        int[] wanted = [.. program.Due.Select(d => d.Parts)];
        wanted[^1] = parts;
        List<Choice> kept = [new Choice(null, null, wanted, 0, 0)];
        for (var m = 0; m < fleet.Machines.Count; m++)
        {
            if (m == closing) continue;
            var next = new Dictionary<int, Choice>();
            var strings = program.Pool[m].OrderBy(s => s.Cost - Worth(s.PartsBy)).Take(80).ToList();
            foreach (var choice in kept)
            {
                foreach (var s in strings)
                {
                    if (s.PartsBy[^1] > choice.Missing[^1]) continue;
                    var missing = new int[wanted.Length];
                    var hash = new HashCode();
                    for (var k = 0; k < missing.Length; k++) hash.Add(missing[k] = Math.Max(0, choice.Missing[k] - s.PartsBy[k]));
                    var cost = choice.Cost + s.Cost;
                    var key = hash.ToHashCode();
                    if (!next.TryGetValue(key, out var known) || cost < known.Cost) next[key] = new Choice(choice, s, missing, cost, cost + Worth(missing));
                }
            }
            kept = [.. next.Values.OrderBy(c => c.Promise).Take(width)];
        }
        return kept;
    }

    /// <summary>What parts by the due times are worth: a part by an early time counts for the later ones too.</summary>
    private double Worth(int[] partsBy)
    {
        var (worth, before) = (0.0, 0);
        for (var k = 0; k < partsBy.Length; k++)
        {
            worth += (partsBy[k] - before) * program.Duals[k];
            before = partsBy[k];
        }
        return worth;
    }

    private MachineString? Close(Choice choice, int machine, CancellationToken cancellationToken)
    {
        if (choice.Missing.Any(n => n > choice.Missing[^1])) return null; // made, but too late
        if (choice.Missing[^1] == 0) return program.Pool[machine].Where(s => s.PartsBy[^1] == 0).MinBy(s => s.Cost);
        var due = new DueDates(program.Due.Select((d, k) => new DueDate(choice.Missing[k], d.Time)));
        var schedule = new ExactDecider().Decide(fleet.Alone(machine, due), cancellationToken);
        return schedule.IsFeasible ? program.String(machine, schedule) : null;
    }

    /// <summary>Each machine in turn is scheduled exactly for what the others leave, until none gains.</summary>
    private MachineString[] Polish(MachineString[] strings, CancellationToken cancellationToken)
    {
        int[] wanted = [.. program.Due.Select(d => d.Parts)];
        wanted[^1] = strings.Sum(s => s.PartsBy[^1]);
        for (var (m, idle) = (0, 0); idle < strings.Length; m = (m + 1) % strings.Length, idle++)
        {
            var missing = wanted.Select((n, k) => Math.Max(0, n - strings.Where((_, o) => o != m).Sum(s => s.PartsBy[k]))).ToArray();
            if (Close(new Choice(null, null, missing, 0, 0), m, cancellationToken) is not { } better || better.Cost >= strings[m].Cost - 1e-9) continue;
            (strings[m], idle) = (better, -1);
        }
        return strings;
    }

    private MachineString[] Strings(Choice? choice, MachineString last)
    {
        var strings = new MachineString[fleet.Machines.Count];
        strings[last.Machine] = last;
        for (; choice?.Last is { } s; choice = choice.Before) strings[s.Machine] = s;
        return strings;
    }
}
