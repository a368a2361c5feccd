using System.Buffers.Text;
using System.Text;
using FactoryTwin.Events;
using FactoryTwin.Rpc;
using FactoryTwin.Storage;
using FactoryTwin.Storage.Queries;

namespace FactoryTwin.Hosting.Letters;

/// <summary>The letters of one service's subscriptions, topic after topic, oldest first.</summary>
internal sealed class LetterPages(string service, IReadOnlyList<string> topics, IDeadLetters letters)
{
    /// <summary>Letters that are looked at for one page: a filter that few match answers with a short page.</summary>
    private const int MostLooked = 5000;

    private const int AtOnce = 500;

    private readonly string[] _topics = [.. topics.Order(StringComparer.Ordinal)];

    /// <summary>Reads a filter.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, "filter".</exception>
    public static ObjectFilter<Events.V1.DeadLetter> Filter(string filter)
    {
        try
        {
            return new(filter, LetterView.Fields);
        }
        catch (InvalidQueryException fault)
        {
            throw RpcErrors.InvalidArgument((fault.Field, fault.Description));
        }
    }

    /// <summary>A page, and the token of the next one; empty behind the last.</summary>
    public async Task<(IReadOnlyList<Events.V1.DeadLetter> Letters, string Next)> ReadAsync(
        int size, string token, ObjectFilter<Events.V1.DeadLetter> filter, bool settled, CancellationToken cancellationToken)
    {
        var (topic, after) = token.Length == 0 ? (0, null) : Read(token);
        var page = new List<Events.V1.DeadLetter>();
        for (var looked = 0; topic < _topics.Length; (topic, after) = (topic + 1, null))
        {
            while (true)
            {
                var some = await letters.ListAsync(new(_topics[topic], service, AtOnce, after, settled), cancellationToken);
                foreach (var letter in some)
                {
                    var view = LetterView.Of(service, letter);
                    if (page.Count == size || looked++ == MostLooked) return (page, Write(topic, after));
                    if (filter.Matches(view)) page.Add(view);
                    after = new(letter.Order, letter.Id);
                }
                if (some.Count < AtOnce) break;
            }
        }
        return (page, "");
    }

    private string Write(int topic, LetterPlace? after) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{_topics[topic]}\n{after?.Order ?? 0}\n{after?.Id}"));

    private (int Topic, LetterPlace? After) Read(string token)
    {
        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('\n') is [var topic, var order, var id]
                && Array.IndexOf(_topics, topic) is >= 0 and var index && long.TryParse(order, out var number))
                return (index, new(number, id));
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw RpcErrors.InvalidArgument(("page_token", "It is not a token that this service has given. Use next_page_token as it came, or leave it out."));
    }
}
