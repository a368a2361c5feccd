using System.CommandLine;
using FactoryTwin.Replay.Playing;

namespace FactoryTwin.Replay;

/// <summary>The command line.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<FileInfo> FileArgument = new("file") { Description = "The file to play: CSV, or white-space separated (.dat); may be gzipped." };
    private static readonly Option<string> Url = new("--url") { Description = "The gateway.", DefaultValueFactory = _ => "http://localhost:8080" };
    private static readonly Option<string> User = new("--user") { Description = "The development user to sign in as.", DefaultValueFactory = _ => "engineer" };
    private static readonly Option<string?> Token = new("--token") { Description = "A bearer token instead of signing in." };
    private static readonly Option<string?> Source = new("--source") { Description = "Id of the source; default: from the file's name." };
    private static readonly Option<string?> Separator = new("--separator") { Description = "One character, 'tab' or 'space' (any white space); default: comma, 'space' for .dat." };
    private static readonly Option<string?> Columns = new("--columns") { Description = "Column names, comma separated, for a file without header. 'auto': c1, c2, ..." };
    private static readonly Option<string?> Ignore = new("--ignore") { Description = "Columns that carry no reading, comma separated." };
    private static readonly Option<string?> TimeColumn = new("--time-column") { Description = "The column with the time; default: the first." };
    private static readonly Option<string?> Zone = new("--zone") { Description = "IANA zone of times without an offset, for example UTC." };
    private static readonly Option<DateTimeOffset?> Start = new("--start") { Description = "Time of the first row, for a file without times; needed with --keep-times only." };
    private static readonly Option<TimeSpan?> Interval = new("--interval") { Description = "Time between rows, for a file without times, for example 00:03:00." };
    private static readonly Option<bool> Transposed = new("--transposed") { Description = "The file has a line for each column (TEP's d00.dat)." };
    private static readonly Option<double> Speed = new("--speed") { Description = "Seconds of the file in one second of the clock.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> KeepTimes = new("--keep-times") { Description = "Keep the file's times instead of moving them to now." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on where the last run stopped." };
    private static readonly Option<string?> State = new("--state") { Description = "Where progress is kept; default: data/replay/SOURCE.json." };
    private static readonly Option<long?> Limit = new("--limit") { Description = "Play at most so many rows." };

    public static RootCommand Create()
    {
        var command = new RootCommand("Plays a recorded file as live data through the gateway.")
        {
            FileArgument, Url, User, Token, Source, Separator, Columns, Ignore, TimeColumn, Zone, Start, Interval, Transposed, Speed, KeepTimes, Resume, State, Limit,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var options = Read(result);
            using var http = new HttpClient { BaseAddress = options.Gateway, Timeout = TimeSpan.FromSeconds(30) };
            var player = new Player(options, new GatewayDoor(http, options), new ProgressLine(System.Console.Out, TimeProvider.System), TimeProvider.System);
            return await player.PlayAsync(cancellationToken) ? 0 : 130;
        }
        catch (Exception e) when (e is ReplayException or IOException or UnauthorizedAccessException)
        {
            await System.Console.Error.WriteLineAsync("replay: " + e.Message);
            return 1;
        }
    }

    private static ReplayOptions Read(ParseResult result)
    {
        var file = result.GetRequiredValue(FileArgument);
        if (!file.Exists) throw new ReplayException($"There is no file '{file.FullName}'.");
        var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file.Name[..^3] : file.Name;
        var dat = plain.EndsWith(".dat", StringComparison.OrdinalIgnoreCase);
        var source = result.GetValue(Source) ?? Naming.Id(Path.GetFileNameWithoutExtension(plain));
        if (source != Naming.Id(source)) throw new ReplayException($"--source '{source}' is no id: 1 to 63 of A-Z a-z 0-9 . _ -, starting with a letter or digit.");
        var speed = result.GetValue(Speed);
        if (!(speed > 0 && speed <= 1e6)) throw new ReplayException("--speed must be more than 0 and at most 1000000.");
        var columns = Split(result.GetValue(Columns) ?? (dat ? "auto" : ""));
        var interval = result.GetValue(Interval);
        if (dat && interval is null) throw new ReplayException("A .dat file has no times: give --interval, for example --interval 00:03:00.");
        if (interval <= TimeSpan.Zero) throw new ReplayException("--interval must be more than zero.");
        if (result.GetValue(KeepTimes) && interval is not null && result.GetValue(TimeColumn) is null && result.GetValue(Start) is null)
            throw new ReplayException("--keep-times needs the time of the first row: give --start, for example --start 2026-01-01T00:00:00Z.");
        return new ReplayOptions
        {
            File = file.FullName,
            Gateway = ReadAddress(result.GetRequiredValue(Url)),
            User = result.GetRequiredValue(User),
            Token = result.GetValue(Token),
            Source = source,
            Separator = ReadSeparator(result.GetValue(Separator) ?? (dat ? "space" : ",")),
            Columns = columns,
            Ignored = Split(result.GetValue(Ignore) ?? ""),
            TimeColumn = result.GetValue(TimeColumn),
            Zone = ReadZone(result.GetValue(Zone)),
            Start = result.GetValue(Start),
            Interval = interval,
            Transposed = result.GetValue(Transposed),
            Speed = speed,
            KeepTimes = result.GetValue(KeepTimes),
            Resume = result.GetValue(Resume),
            StateFile = result.GetValue(State) ?? Path.Combine("data", "replay", source + ".json"),
            Limit = result.GetValue(Limit),
        };
    }

    private static Uri ReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw new ReplayException($"--url '{text}' is no address; it is like http://localhost:8080.");

    private static char? ReadSeparator(string text) => text switch
    {
        "tab" or "\\t" => '\t',
        "space" or " " => null,
        { Length: 1 } => text[0],
        _ => throw new ReplayException($"--separator '{text}' is neither one character nor 'tab' nor 'space'."),
    };

    private static TimeZoneInfo? ReadZone(string? id)
    {
        if (id is null) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new ReplayException($"--zone '{id}' is no IANA zone that this machine knows.");
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
