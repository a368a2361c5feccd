using System.Collections.Concurrent;
using System.Globalization;
using FactoryTwin.Rest.Tests.V1;
using FactoryTwin.Rpc;
using FactoryTwin.Rpc.Transcoding;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FactoryTwin.Rest.Tests;

/// <summary>Shelves with etags, a stream that resumes, and a download.</summary>
internal sealed class RulesService : Rules.RulesBase
{
    /// <summary>What Download sends, in pieces of 1000 bytes.</summary>
    public static byte[] File { get; } = [.. Enumerable.Range(0, 100_000).Select(at => (byte)(at % 251))];

    private readonly ConcurrentDictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);

    /// <summary>Pieces that a download took from its handler.</summary>
    public int Pieces { get; private set; }

    public override Task<Shelf> Custom(Shelf request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Shelf> Deep(Shelf request, ServerCallContext context) => Task.FromResult(request);

    public override Task<Shelf> GetShelf(GetShelfRequest request, ServerCallContext context) => Task.FromResult(Find(request.Name));

    public override Task<Shelf> CreateShelf(Shelf request, ServerCallContext context)
    {
        request.Etag = "1";
        return Task.FromResult(_shelves.TryAdd(request.Name, request) ? request : throw RpcErrors.AlreadyExists(request.Name));
    }

    public override Task<Shelf> UpdateShelf(UpdateShelfRequest request, ServerCallContext context)
    {
        var before = Find(request.Shelf.Name);
        Check(before, request.Shelf.Etag);
        var after = request.Shelf.Clone();
        after.Etag = (int.Parse(before.Etag, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(_shelves[after.Name] = after);
    }

    public override Task<Empty> DeleteShelf(DeleteShelfRequest request, ServerCallContext context)
    {
        Check(Find(request.Name), request.Etag);
        _shelves.TryRemove(request.Name, out _);
        return Task.FromResult(new Empty());
    }

    public override async Task Count(CountRequest request, IServerStreamWriter<CountResponse> responseStream, ServerCallContext context)
    {
        if (request.ResumeToken.Length > 0 && !request.ResumeToken.StartsWith('n'))
            await Resumption.RestartAsync(context, "The token is of another life.");
        var from = request.ResumeToken.StartsWith('n') ? int.Parse(request.ResumeToken[1..], CultureInfo.InvariantCulture) + 1 : 1;
        for (var number = from; number <= request.End; number++)
            await responseStream.WriteAsync(new CountResponse { Number = number, ResumeToken = $"n{number}" }, context.CancellationToken);
    }

    public override async Task Download(GetShelfRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        await Rpc.Transcoding.Download.DescribeAsync(context, "f1", File.Length);
        for (var at = 0; at < File.Length; at += 1000)
        {
            Pieces++;
            await responseStream.WriteAsync(
                new HttpBody { ContentType = at == 0 ? "application/x-test" : "", Data = ByteString.CopyFrom(File, at, 1000) }, context.CancellationToken);
        }
    }

    private Shelf Find(string name) => _shelves.TryGetValue(name, out var shelf) ? shelf : throw RpcErrors.NotFound(name);

    private static void Check(Shelf shelf, string etag)
    {
        if (etag.Length > 0 && etag != shelf.Etag)
            throw RpcErrors.Aborted("ETAG_MISMATCH", $"The etag is '{shelf.Etag}'.");
    }
}
