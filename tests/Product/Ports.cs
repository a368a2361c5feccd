using System.Net;
using System.Net.Sockets;

namespace FactoryTwin.Product.Testing;

/// <summary>Ports that the system says are free.</summary>
public static class Ports
{
    private const int Attempts = 200;

    /// <summary>The lower of two free neighbouring ports on loopback: HTTP, and gRPC on the next.</summary>
    public static int FreePair()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port < ushort.MaxValue && IsFree(port + 1)) return port;
        }
        throw new InvalidOperationException("No two neighbouring ports are free on loopback.");
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
