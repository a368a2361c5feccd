using System.Text;
using FactoryTwin.Interop.Tests.Service;
using FactoryTwin.Interop.Tests.Support;
using Grpc.Core;
using Grpc.Testing;
using static FactoryTwin.Interop.Tests.Cases.OurClient;
using static FactoryTwin.Interop.Tests.Support.Expect;

namespace FactoryTwin.Interop.Tests.Behaviours;

/// <summary>grpc-message carries any text, percent-encoded.</summary>
internal static class StatusMessages
{
    private static readonly string[] Alphabet = ["a", " ", "%", "%41", "%zz", "%", "\t", "\n", "\r", "\u0001", "\u007f", "ü", "☺", "😈", "中", "\"", "\\", ",", ":"];

    public static async Task PeerCallsAsync(Peer peer)
    {
        await using var pair = await PeerCalling.StartAsync(peer, await InteropHost.StartAsync());
        foreach (var message in Messages())
        {
            var answer = await pair.AskAsync("status " + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(message)));
            Check(answer.Message == message, $"'{answer.Message}' instead of '{message}'");
        }
    }

    public static async Task OursCallsAsync(Peer peer)
    {
        await using var pair = await OursCalling.StartAsync(peer);
        foreach (var message in Messages())
        {
            var request = new SimpleRequest { ResponseStatus = new EchoStatus { Code = (int)StatusCode.Unknown, Message = message } };
            var failure = await FailureAsync(StatusCode.Unknown, async () => await pair.Stub.UnaryCallAsync(request, deadline: Soon));
            Check(failure.Status.Detail == message, $"'{failure.Status.Detail}' instead of '{message}'");
        }
    }

    /// <summary>The same texts in every run.</summary>
    private static IEnumerable<string> Messages()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 100; i++) yield return "m" + string.Concat(random.GetItems(Alphabet, random.Next(12))) + ".";
    }
}
