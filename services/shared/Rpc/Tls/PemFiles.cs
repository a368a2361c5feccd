using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace FactoryTwin.Rpc.Tls;

/// <summary>
/// What is made of a few small files, made anew when they change. They are looked at when it is asked for, at most once a second; no file
/// watcher sees every way in which orchestrators swap files. Files that make no sense (half written) leave what was before in force.
/// </summary>
public sealed partial class PemFiles<T>
    where T : class
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _paths;
    private readonly Func<IReadOnlyList<string>, T> _make;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private IReadOnlyList<string> _texts;
    private long _looked;
    private volatile T _current;

    /// <param name="paths">An empty path stands for no file, and gives an empty text.</param>
    /// <param name="make">Takes the texts, in the order of the paths.</param>
    /// <param name="time">Paces the looks.</param>
    /// <param name="log">Hears of changes.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public PemFiles(IReadOnlyList<string> paths, Func<IReadOnlyList<string>, T> make, TimeProvider time, ILogger log)
    {
        (_paths, _make, _time, _log) = (paths, make, time, log);
        _texts = Read();
        _current = make(_texts);
        _looked = time.GetTimestamp();
    }

    public T Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _looked)) >= Pace) Look();
            return _current;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_looked) < Pace) return;
            Volatile.Write(ref _looked, _time.GetTimestamp());
            try
            {
                var texts = Read();
                if (texts.SequenceEqual(_texts, StringComparer.Ordinal)) return;
                _current = _make(texts);
                _texts = texts;
                PemMetrics.Count("renewed");
                Renewed(_log, _paths[0]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
            {
                PemMetrics.Count("refused");
                Refused(_log, _paths[0], e.Message);
            }
        }
    }

    private IReadOnlyList<string> Read() => [.. _paths.Select(path => path.Length > 0 ? File.ReadAllText(path) : "")];

    [LoggerMessage(1311, LogLevel.Information, "{File} changed: new connections use what it holds now.")]
    private static partial void Renewed(ILogger logger, string file);

    [LoggerMessage(1312, LogLevel.Error, "{File}, or a file that goes with it, cannot be used; what it held before stays in force: {Reason}")]
    private static partial void Refused(ILogger logger, string file, string reason);
}

internal static class PemMetrics
{
    private static readonly Meter Meter = new("FactoryTwin.Rpc.Tls");
    private static readonly Counter<long> Reloads = Meter.CreateCounter<long>("factorytwin.rpc.tls.reloads", "{reload}", "Changes of certificate files, by whether they could be used.");

    public static void Count(string outcome) => Reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
