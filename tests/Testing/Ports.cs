using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FactoryTwin.Testing;

/// <summary>
/// Ports for programs that are told theirs beforehand, or keep it over a restart. They are below the range from which the system gives a port to
/// every connection and every listener that names none: one of that range may be free now and taken a moment later.
/// </summary>
public static class Ports
{
    private const int Attempts = 1_000;
    private const int Lowest = 10_000;
    private const int Fewest = 2_000;
    private const int UsualStart = 32_768;
    private const string SystemRange = "/proc/sys/net/ipv4/ip_local_port_range";

    // Held until this process ends.
    private static readonly List<Socket> Kept = [];

    /// <summary>The lower of two neighbouring ports that are free on loopback, given to nobody else while this process lives.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static int FreePair()
    {
        var end = Math.Max(StartOfSystemRange(), Lowest + Fewest);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = 2 * Random.Shared.Next(Lowest / 2, end / 2);
            if (IsFree(port) && IsFree(port + 1) && TryKeep(port))
                return port;
        }
        throw new InvalidOperationException($"No two neighbouring ports between {Lowest} and {end} are free on loopback.");
    }

    private static int StartOfSystemRange() => File.Exists(SystemRange)
        ? int.Parse(File.ReadAllText(SystemRange).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)
        : UsualStart;

    /// <summary>A name in memory that only one process can have: others that look for ports at the same time pass over these.</summary>
    private static bool TryKeep(int port)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var mark = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            mark.Bind(new UnixDomainSocketEndPoint($"\0factorytwin-ports-{port}"));
        }
        catch (SocketException)
        {
            mark.Dispose();
            return false;
        }
        lock (Kept)
            Kept.Add(mark);
        return true;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
